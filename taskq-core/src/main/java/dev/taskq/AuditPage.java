package dev.taskq;

import java.util.List;
import java.util.OptionalLong;

/**
 * One page of the audit log, newest first. The number of rows read for a page is bounded, so a page may be short or empty although
 * another one follows. Immutable.
 *
 * @param entries the entries
 * @param next the next page has the entries before this id; empty on the last page
 */
public record AuditPage(List<AuditEntry> entries, OptionalLong next) {
    /** Copies the list. */
    public AuditPage {
        entries = List.copyOf(entries);
    }
}
