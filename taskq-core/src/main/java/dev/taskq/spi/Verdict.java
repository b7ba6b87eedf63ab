package dev.taskq.spi;

import dev.taskq.TaskStatus;
import java.time.Duration;

/**
 * The next status and counts of a task after an execution, decided by core's one pure function. Stores only write it.
 * Immutable.
 *
 * @param status succeeded, failed, cancelled, queued (at once), or scheduled (after the delay)
 * @param delay counted from the execution's end on the store's clock; zero unless scheduled
 * @param failures the new count
 * @param losses the new count
 * @param releases the new count
 */
public record Verdict(TaskStatus status, Duration delay, int failures, int losses, int releases) {
    /** Checks that status and delay match. */
    public Verdict {
        if (status == TaskStatus.RUNNING) {
            throw new IllegalArgumentException("an execution that has ended does not run");
        }
        if (delay.isNegative() || delay.isZero() == (status == TaskStatus.SCHEDULED)) {
            throw new IllegalArgumentException("scheduled, and nothing else, has a delay");
        }
    }
}
