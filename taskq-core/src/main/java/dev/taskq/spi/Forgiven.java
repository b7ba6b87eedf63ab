package dev.taskq.spi;

import java.util.List;

/**
 * What a call took back of the losses that one session's end had brought upon tasks. Immutable.
 *
 * @param tasks those of which one loss no longer counts
 * @param complete whether nothing is left to be taken back; else another transaction held rows: try again
 */
public record Forgiven(List<Long> tasks, boolean complete) {
    /** Copies the list. */
    public Forgiven {
        tasks = List.copyOf(tasks);
    }
}
