package dev.taskq.server.call;

import dev.taskq.OperationFilter;
import java.util.Optional;

/**
 * A request for a page of a list of operations. Immutable.
 *
 * @param filter which operations are listed
 * @param limit the most operations in the page; empty for the usual number
 * @param cursor the next cursor of the page before; empty for the first page
 */
public record OperationListRequest(OperationFilter filter, Optional<Integer> limit, Optional<String> cursor) {}
