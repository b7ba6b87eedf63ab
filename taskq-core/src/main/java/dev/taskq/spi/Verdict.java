package dev.taskq.spi;

import dev.taskq.TaskStatus;
import java.time.Duration;

/**
 * What follows the end of an execution, chosen by core's one pure function; stores only write it. Immutable.
 *
 * @param status succeeded, failed, cancelled, queued (at once), or scheduled (after the delay)
 * @param delay from the end's time on the store's clock; zero unless scheduled
 * @param failures the count from now on
 * @param losses the count from now on
 * @param releases the count from now on
 */
public record Verdict(TaskStatus status, Duration delay, int failures, int losses, int releases) {
    /** Checks that status and delay belong together. */
    public Verdict {
        if (status == TaskStatus.RUNNING) {
            throw new IllegalArgumentException("an execution that has ended does not run");
        }
        if (delay.isNegative() || delay.isZero() == (status == TaskStatus.SCHEDULED)) {
            throw new IllegalArgumentException("scheduled, and nothing else, has a delay");
        }
    }
}
