package dev.taskq.cli;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Spaces calls, so that a long command loads a live system by a bounded number of calls a second. For one thread. */
final class Pace {
    private final Duration gap;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private long next;
    private boolean begun;

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void pause(Duration length) throws InterruptedException;
    }

    /**
     * A pace.
     *
     * @param callsPerSecond the most calls a second, 1 or more
     * @param nanoTime elapsed time
     * @param pause waits
     */
    Pace(int callsPerSecond, LongSupplier nanoTime, Pause pause) {
        this.gap = Duration.ofSeconds(1).dividedBy(callsPerSecond);
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /** Waits until the next call may be made. Time that was not used is not made up for. */
    void await() throws InterruptedException {
        long now = nanoTime.getAsLong();
        if (begun && next - now > 0) {
            pause.pause(Duration.ofNanos(next - now));
            now = next;
        }
        begun = true;
        next = now + gap.toNanos();
    }

    void pause(Duration length) throws InterruptedException {
        pause.pause(length);
    }
}
