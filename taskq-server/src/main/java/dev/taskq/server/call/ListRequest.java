package dev.taskq.server.call;

import dev.taskq.TaskFilter;
import java.util.Optional;

/**
 * A request for a page of a list of tasks. Immutable.
 *
 * @param filter which tasks are listed
 * @param limit the most tasks in the page; empty for the usual number
 * @param cursor the next cursor of the page before; empty for the first page
 */
public record ListRequest(TaskFilter filter, Optional<Integer> limit, Optional<String> cursor) {}
