package dev.taskq.spi;

import java.util.OptionalInt;

/**
 * A manual retry. Immutable.
 *
 * @param id the task
 * @param attempt if given, the retry is refused unless the task is still at this attempt
 * @param scheduledOnly whether it is refused unless the task is scheduled: a task that was cancelled meanwhile stays cancelled
 */
public record RetryRequest(long id, OptionalInt attempt, boolean scheduledOnly) {
    /**
     * A retry of a failed, cancelled or scheduled task.
     *
     * @param id the task
     * @param attempt if given, the retry is refused unless the task is still at this attempt
     */
    public RetryRequest(long id, OptionalInt attempt) {
        this(id, attempt, false);
    }
}
