package dev.taskq.leader;

import dev.taskq.spi.Platform;
import java.time.Duration;

/**
 * Keeps a duty from taking more than a share of the time. A rest is bounded, for a round may have been long without work: it
 * waited for a store that was away, or its process stood still. A rest in proportion to that would stop the duty for minutes.
 * The loop of a duty is seen to move while it rests, for it never sleeps longer than {@link #LONGEST_SLEEP} at once. Not
 * thread-safe.
 */
final class DutyCycle {
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(5);

    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    private final Platform platform;
    private final int share;
    private final Duration longestRest;
    private long begun;
    private long restUntil;

    /**
     * A duty cycle with the usual longest rest.
     *
     * @param share one part in so many of the time is what the duty may take
     */
    DutyCycle(Platform platform, int share) {
        this(platform, share, LONGEST_REST);
    }

    /** A duty cycle with a longest rest of its own. */
    DutyCycle(Platform platform, int share, Duration longestRest) {
        this.platform = platform;
        this.share = share;
        this.longestRest = longestRest;
        this.restUntil = platform.nanoTime();
    }

    /** How long to sleep before looking again whether the rest is over; zero once it is. */
    Duration left() {
        long left = restUntil - platform.nanoTime();
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(Math.min(left, LONGEST_SLEEP.toNanos()));
    }

    /** Ends the rest. */
    void hurry() {
        restUntil = platform.nanoTime();
    }

    void begin() {
        begun = platform.nanoTime();
    }

    /**
     * Rests from what was begun.
     *
     * @param shortest the least rest
     * @return how long to sleep
     */
    Duration rest(Duration shortest) {
        long now = platform.nanoTime();
        long inProportion = Math.min((now - begun) * (share - 1), longestRest.toNanos());
        restUntil = now + Math.max(shortest.toNanos(), inProportion);
        return left();
    }
}
