package dev.taskq.engine;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides how long a batch waits for more before it is written: not at all, unless calls keep coming. A batch costs nearly the same
 * whatever its size, so at a middling rate a short wait saves much of the cost of a task.
 *
 * <p>The wait is long enough for so many more calls as its {@link Bounds} say, at the rate of the last {@link #RECENT} ones, but no
 * longer than they allow. If too few calls may be expected meanwhile, there is no wait. So a lone call, a burst after a silence, and
 * calls that come slowly never wait. Not thread-safe.
 */
public final class Linger {
    /** So many calls tell the rate. */
    private static final int RECENT = 16;

    /** How much the last batch counts in the average time of a batch: one part of four. */
    private static final int PARTS = 4;

    private final Bounds bounds;
    private final List<Stopwatch> sinceCalls = new ArrayList<>(RECENT);
    private int calls;
    private Duration batch = Duration.ZERO;

    /**
     * How long a batch waits for more at most.
     *
     * @param most never longer than this
     * @param batches nor longer than so many batches take: what is written fast is delayed by little
     * @param calls nor for more calls than these: they gain little more
     * @param fewest if fewer calls may be expected during a wait, on average, it does not pay
     */
    public record Bounds(Duration most, int batches, int calls, double fewest) {
        /** For calls that are waited for: 3 ms, and none at less than 500 calls a second. */
        public static final Bounds BRIEF = new Bounds(Duration.ofMillis(3), 8, 8, 1.5);

        /** For takes of hints: 5 ms. Where fewer than two may be expected, a wake-up costs less than a take that finds nothing. */
        public static final Bounds TAKES = new Bounds(Duration.ofMillis(5), 8, 8, 2);

        /** For what holds no slot and is seen by calls that wait for it: 20 ms, and none at less than 100 a second. */
        public static final Bounds PATIENT = new Bounds(Duration.ofMillis(20), 16, 32, 2);

        /** If so many items wait, a batch is worth it at once. */
        int enough() {
            return 2 * calls;
        }
    }

    /** Knows of no call yet. */
    public Linger(Platform platform, Bounds bounds) {
        this.bounds = bounds;
        for (int i = 0; i < RECENT; i++) {
            sinceCalls.add(platform.stopwatch());
        }
    }

    /**
     * Calls came now.
     *
     * @param number how many
     */
    public void came(int number) {
        for (int i = 0; i < Math.min(number, RECENT); i++) {
            sinceCalls.get(calls % RECENT).restart();
            // Stays between RECENT and twice that once so many have come.
            calls = calls + 1 < 2 * RECENT ? calls + 1 : RECENT;
        }
    }

    /**
     * A batch was written.
     *
     * @param took how long that took
     */
    public void wrote(Duration took) {
        batch = batch.isZero() ? took : batch.multipliedBy(PARTS - 1).plus(took).dividedBy(PARTS);
    }

    /**
     * How long a batch whose first call comes now waits for more.
     *
     * @return the wait, from zero to the most that the bounds allow
     */
    public Duration length() {
        Duration wait = min(
                bounds.most(),
                min(batch.multipliedBy(bounds.batches()), between().multipliedBy(bounds.calls())));
        return areExpected(bounds.fewest(), wait) ? wait : Duration.ZERO;
    }

    /**
     * Whether so many calls may be expected in a time, at the rate of the last ones.
     *
     * @param number how many, or which part of one
     * @param time from now on
     */
    public boolean areExpected(double number, Duration time) {
        return calls >= RECENT && between().toNanos() * number <= time.toNanos();
    }

    private Duration between() {
        return sinceCalls.get(calls % RECENT).elapsed().dividedBy(RECENT);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
