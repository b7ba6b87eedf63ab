package dev.taskq.coordinator;

import dev.taskq.AuditEntry;
import dev.taskq.AuditFilter;
import dev.taskq.AuditPage;
import dev.taskq.NewAuditEntry;
import dev.taskq.StoreUnavailableException;
import java.util.OptionalLong;

/** What callers changed, for people. Thread-safe. */
public interface Audit {
    /**
     * Writes down what a caller changed. The server does so for its callers, right after each change. What an embedding application
     * changes is not written, unless it calls this.
     *
     * @param change the change
     * @return the entry
     * @throws StoreUnavailableException if it was not written
     * @throws dev.taskq.OutcomeUnknownException if it may have been written
     */
    AuditEntry writeAudit(NewAuditEntry change);

    /**
     * Reads a page of what callers changed, newest first. Bounded in rows looked at ({@link Tasks#LIST_SCAN}): a page may be short, or
     * empty, although another one follows. Entries are kept as long as failed tasks.
     *
     * @param filter selects the entries
     * @param before the {@link AuditPage#next()} of the page before; empty for the first page
     * @param limit how many, 1 to {@link Tasks#LIST_LIMIT}
     * @return the page
     * @throws StoreUnavailableException if the store does not answer
     */
    AuditPage audit(AuditFilter filter, OptionalLong before, int limit);
}
