package dev.taskq.engine;

import java.time.Duration;

/** One background job: a bounded step, called again and again by a {@link DutyLoop}. */
@FunctionalInterface
public interface Duty {
    /** Wants to be called again only when woken. */
    Duration WHEN_WOKEN = Duration.ofHours(1);

    /**
     * Does one bounded round.
     *
     * @return when it wants to be called next; zero for at once
     */
    Duration round() throws InterruptedException;

    /** Does what is left when its loop was asked to stop, after the last round. The owner of the loop may not wait for its end. */
    default void end() {}
}
