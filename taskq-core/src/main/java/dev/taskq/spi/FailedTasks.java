package dev.taskq.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The tasks that failed lately, as they were read. Immutable.
 *
 * @param at the store's clock at the read
 * @param newest the failed tasks among the rows that were read, newest first
 * @param readBackTo when the task of the last row became final, if older ones were not read; empty if the window was read wholly
 */
public record FailedTasks(Instant at, List<FailedTask> newest, Optional<Instant> readBackTo) {
    /** Copies the list. */
    public FailedTasks {
        newest = List.copyOf(newest);
    }
}
