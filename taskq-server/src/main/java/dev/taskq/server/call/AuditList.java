package dev.taskq.server.call;

import dev.taskq.AuditEntry;
import java.util.List;
import java.util.Optional;

/**
 * A page of the audit log. Immutable.
 *
 * @param entries the entries, newest first
 * @param nextCursor the cursor of the next page; empty if this is the last
 */
public record AuditList(List<AuditEntry> entries, Optional<String> nextCursor) {
    /** Copies the list. */
    public AuditList {
        entries = List.copyOf(entries);
    }
}
