package dev.taskq.leader;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
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

    private final int share;
    private final Duration longestRest;
    private final Stopwatch round;
    private final Timer rest;

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
        this.share = share;
        this.longestRest = longestRest;
        this.round = platform.stopwatch();
        this.rest = platform.timer(Duration.ZERO);
    }

    /** How long to sleep before looking again whether the rest is over; zero once it is. */
    Duration left() {
        Duration left = rest.remaining();
        return left.compareTo(LONGEST_SLEEP) < 0 ? left : LONGEST_SLEEP;
    }

    /** Ends the rest. */
    void hurry() {
        rest.expire();
    }

    void begin() {
        round.restart();
    }

    /**
     * Rests from what was begun.
     *
     * @param shortest the least rest
     * @return how long to sleep
     */
    Duration rest(Duration shortest) {
        return rest(shortest, share);
    }

    /**
     * Rests from what was begun, with a share of its own.
     *
     * @param shortest the least rest
     * @param ownShare one part in so many of the time is what the duty may take now
     * @return how long to sleep
     */
    Duration rest(Duration shortest, int ownShare) {
        Duration inProportion = round.elapsed().multipliedBy(ownShare - 1L);
        Duration bounded = inProportion.compareTo(longestRest) < 0 ? inProportion : longestRest;
        rest.reset(bounded.compareTo(shortest) > 0 ? bounded : shortest);
        return left();
    }
}
