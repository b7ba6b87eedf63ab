package dev.taskq;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list, newest first. The number of rows read for a page is bounded, so a page may be short or empty
 * although another one follows. Immutable.
 *
 * @param tasks the tasks, without params, result and attempts
 * @param next where the next page begins; empty on the last page
 * @param lookedBackTo the time down to which the list was read for this page; empty if nothing was read
 */
public record TaskPage(List<Task> tasks, Optional<Cursor> next, Optional<Instant> lookedBackTo) {
    /** Copies the list. */
    public TaskPage {
        tasks = List.copyOf(tasks);
    }

    /**
     * A position in the list: the next page begins after this row.
     *
     * @param createdAt the time of the row
     * @param id the row's id
     */
    public record Cursor(Instant createdAt, long id) {}
}
