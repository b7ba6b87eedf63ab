package dev.taskq.server;

import java.time.Duration;

/**
 * The limit on the rate of a caller's calls. Unused calls add up to the burst, and a burst that is used up grows again
 * at the rate. A call that submits several tasks counts as that number of calls. Immutable.
 *
 * @param calls how many calls are allowed per period, from 1 to 1,000,000
 * @param period the period, from one second to one hour
 * @param burst the most calls at one moment, from 1 to 1,000,000
 */
public record RateLimit(int calls, Duration period, int burst) {
    /** The most calls per period, and in a burst. */
    public static final int MOST = 1_000_000;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RateLimit {
        if (calls < 1 || calls > MOST || burst < 1 || burst > MOST) {
            throw new IllegalArgumentException("calls and burst must be from 1 to " + MOST);
        }
        if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("period must be from one second to one hour");
        }
    }
}
