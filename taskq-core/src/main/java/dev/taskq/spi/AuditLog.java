package dev.taskq.spi;

import dev.taskq.AuditEntry;
import dev.taskq.AuditFilter;
import dev.taskq.AuditPage;
import dev.taskq.NewAuditEntry;
import java.time.Duration;
import java.util.OptionalLong;

/** What callers changed, for people. No decision of taskq depends on it. {@link StorePort} describes what holds for every method. */
public interface AuditLog {
    /**
     * Writes a change down.
     *
     * @param change the change
     * @return the entry
     */
    AuditEntry write(NewAuditEntry change);

    /**
     * Lists entries, newest first.
     *
     * @param filter selects the entries
     * @param before the {@link AuditPage#next()} of the page before; empty for the first page
     * @param limit the most entries in the page, 1 or more
     * @param scan the most rows to read, 1 or more
     * @return the page
     */
    AuditPage entries(AuditFilter filter, OptionalLong before, int limit, int scan);

    /**
     * Deletes old entries, oldest first.
     *
     * @param retention how long entries are kept
     * @param most the most entries that are kept, 1 or more; if ids were left out, fewer are kept
     * @param rows the most rows to read, 1 or more
     * @return how many it deleted
     */
    int purge(Duration retention, long most, int rows);
}
