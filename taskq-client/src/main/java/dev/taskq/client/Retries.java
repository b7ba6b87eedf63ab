package dev.taskq.client;

import java.time.Duration;

/**
 * How often and for how long a call is repeated that could not be carried out now. Immutable.
 *
 * A call is repeated after a problem that passes (429, 503, 502, 504, 408) and after a lost answer. It is repeated after
 * the time that the coordinator named, otherwise after a pause that doubles, with chance in it. A call that may have
 * been carried out is repeated only if a repeat does no harm: a submit has an idempotency key for this purpose.
 *
 * @param most how often a call is repeated at most, 0 or more
 * @param total the time after which no repeat begins any more, from the beginning of the call; zero or more
 */
public record Retries(int most, Duration total) {
    /** No repeats. The client then makes no idempotency keys either. */
    public static final Retries NONE = new Retries(0, Duration.ZERO);

    /** Up to 8 repeats within 30 s. */
    public static final Retries DEFAULTS = new Retries(8, Duration.ofSeconds(30));

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 6;

    /** Checks the values. */
    public Retries {
        if (most < 0 || total.isNegative()) {
            throw new IllegalArgumentException("the number and the time of repeats must be 0 or more");
        }
    }

    /**
     * Whether calls are repeated at all.
     *
     * @return true if they are
     */
    public boolean areOn() {
        return most > 0;
    }

    Retries within(Duration longest) {
        return longest.compareTo(total) < 0 ? new Retries(most, longest) : this;
    }

    /** The pause before a repeat, the first of which is number 1: 100 ms to 6.4 s, of which half is left to chance. */
    static Duration pause(int repeat, double chance) {
        Duration whole = FIRST_PAUSE.multipliedBy(1L << Math.min(repeat - 1, MOST_DOUBLINGS));
        return whole.dividedBy(2).plusNanos((long) (whole.dividedBy(2).toNanos() * chance));
    }
}
