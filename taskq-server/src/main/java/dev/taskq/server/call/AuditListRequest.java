package dev.taskq.server.call;

import dev.taskq.AuditFilter;
import java.util.Optional;

/**
 * A request for a page of the audit log. Immutable.
 *
 * @param filter which entries are listed
 * @param limit the most entries in the page; empty for the usual number
 * @param cursor the next cursor of the page before; empty for the first page
 */
public record AuditListRequest(AuditFilter filter, Optional<Integer> limit, Optional<String> cursor) {}
