package dev.taskq.spi;

import java.util.List;

/**
 * The result of forgiving the losses that one session's end had caused. Immutable.
 *
 * @param tasks the tasks that count one loss less
 * @param complete whether nothing is left to forgive; otherwise another transaction held rows, and the call must be
 *     repeated
 */
public record Forgiven(List<Long> tasks, boolean complete) {
    /** Copies the list. */
    public Forgiven {
        tasks = List.copyOf(tasks);
    }
}
