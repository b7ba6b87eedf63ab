package dev.taskq;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list, newest first. Bounded in rows looked at, so a page may be short, or empty, and still have a next.
 * Immutable.
 *
 * @param tasks the tasks, without params, result and attempts
 * @param next where the next page begins; empty at the end
 * @param lookedBackTo the time up to which this page has looked back; empty where it looked at nothing
 */
public record TaskPage(List<Task> tasks, Optional<Cursor> next, Optional<Instant> lookedBackTo) {
    /** Copies the list. */
    public TaskPage {
        tasks = List.copyOf(tasks);
    }

    /**
     * A place in the list: the page behind it begins after this row.
     *
     * @param createdAt the row's time
     * @param id the row's id
     */
    public record Cursor(Instant createdAt, long id) {}
}
