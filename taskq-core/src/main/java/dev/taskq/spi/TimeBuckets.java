package dev.taskq.spi;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * How many times fell into each of some buckets. The first has the times below a millisecond. Each further one ends at 1.19 times
 * (the fourth root of 2) the end of the one before, and the last has all times above about ten days. Immutable.
 */
public final class TimeBuckets {
    /** How many buckets there are. */
    public static final int MOST = 121;

    /** No times. */
    public static final TimeBuckets NONE = new TimeBuckets(new long[0]);

    private static final int PER_DOUBLING = 4;
    private static final double MICROS_OF_FIRST = 1_000;

    /** Without zeros at its end. */
    private final long[] counts;

    private TimeBuckets(long[] counts) {
        this.counts = counts;
    }

    /**
     * The buckets with these counts.
     *
     * @param counts the number of times in each bucket, from the first one on; further buckets are empty
     * @return the buckets
     * @throws IllegalArgumentException if there are more than {@link #MOST}, or a number is negative
     */
    public static TimeBuckets of(long... counts) {
        if (counts.length > MOST || Arrays.stream(counts).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("counts must be at most " + MOST + ", none of them negative");
        }
        int used = counts.length;
        while (used > 0 && counts[used - 1] == 0) {
            used--;
        }
        return used == 0 ? NONE : new TimeBuckets(Arrays.copyOf(counts, used));
    }

    /**
     * The bucket of a time.
     *
     * @param time the time; below zero counts as zero
     * @return its number, 0 for the first
     */
    public static int bucketOf(Duration time) {
        // Beyond a century all is the same, and nanoseconds would not fit.
        double micros = time.getSeconds() * 1e6 + time.getNano() / 1e3;
        if (micros < MICROS_OF_FIRST) {
            return 0;
        }
        double doublings = Math.log(micros / MICROS_OF_FIRST) / Math.log(2);
        return (int) Math.min(MOST - 1, 1 + Math.floor(PER_DOUBLING * doublings));
    }

    /**
     * The numbers of times, from the first bucket on, without the empty ones at the end.
     *
     * @return a copy
     */
    public long[] counts() {
        return counts.clone();
    }

    /**
     * Adds other times.
     *
     * @param other the others
     * @return the sum
     */
    public TimeBuckets plus(TimeBuckets other) {
        long[] sum = Arrays.copyOf(counts, Math.max(counts.length, other.counts.length));
        for (int i = 0; i < other.counts.length; i++) {
            sum[i] += other.counts[i];
        }
        return new TimeBuckets(sum);
    }

    /**
     * A time that is at least as long as a part of the times. It is within 10 % of the exact one, unless that is below a millisecond or
     * above ten days.
     *
     * @param part the part, above 0, at most 1
     * @return the time; empty if there are none
     */
    public Optional<Duration> quantile(double part) {
        long all = Arrays.stream(counts).sum();
        if (all == 0) {
            return Optional.empty();
        }
        long rank = (long) Math.ceil(part * all);
        int bucket = 0;
        for (long seen = counts[0]; seen < rank; seen += counts[bucket]) {
            bucket++;
        }
        return Optional.of(middle(bucket));
    }

    /** The geometric middle of a bucket: no time in it is further from it than by a factor of the eighth root of 2. */
    private static Duration middle(int bucket) {
        double micros =
                bucket == 0 ? MICROS_OF_FIRST / 2 : MICROS_OF_FIRST * Math.pow(2, (bucket - 0.5) / PER_DOUBLING);
        return Duration.ofNanos(Math.round(micros) * 1_000);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TimeBuckets buckets && Arrays.equals(counts, buckets.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return Arrays.toString(counts);
    }
}
