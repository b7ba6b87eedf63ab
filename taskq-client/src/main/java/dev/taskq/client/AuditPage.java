package dev.taskq.client;

import java.util.List;
import java.util.Optional;

/**
 * One page of the audit log, newest first. A coordinator reads a bounded number of rows for a page, so a page may be short or empty
 * although another one follows. Immutable.
 *
 * @param entries the entries
 * @param next the cursor of the next page; empty on the last page
 */
public record AuditPage(List<AuditEntry> entries, Optional<String> next) {
    /** Copies the list. */
    public AuditPage {
        entries = List.copyOf(entries);
    }

    static AuditPage of(Fields json) {
        return new AuditPage(
                json.objects("entries").stream().map(AuditEntry::of).toList(), json.textIfAny("next_cursor"));
    }
}
