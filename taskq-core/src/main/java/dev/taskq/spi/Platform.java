package dev.taskq.spi;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The one source from which core takes threads, waiting, time and chance. The ordinary one is {@link #system()}; a
 * simulation brings its own, on virtual time. Thread-safe.
 */
public interface Platform {
    /**
     * The machine's own threads, clock and chance.
     *
     * @return the platform
     */
    static Platform system() {
        return SystemPlatform.INSTANCE;
    }

    /**
     * The machine's wall clock. Only for a store that has no clock of its own, the one in memory: all stored times come
     * from the store.
     *
     * @return the clock
     */
    static InstantSource systemClock() {
        return SystemPlatform.CLOCK;
    }

    /**
     * A monotonic clock, for durations only.
     *
     * @return nanoseconds since some moment
     */
    long nanoTime();

    /**
     * The source of chance.
     *
     * @return a generator that may be called from any thread
     */
    RandomGenerator random();

    /**
     * Starts a thread.
     *
     * @param name its name
     * @param kind platform or virtual
     * @param body what it runs; it must catch what it throws
     * @return the thread
     */
    Worker spawn(String name, ThreadKind kind, Runnable body);

    /**
     * The thread that calls.
     *
     * @return the thread
     */
    Worker current();

    /**
     * Makes a signal on which threads wait.
     *
     * @return the signal
     */
    Signal newSignal();

    /** What a thread is made of. */
    enum ThreadKind {
        /** A thread of the operating system: runs although every other computes. */
        PLATFORM,
        /** A cheap one. */
        VIRTUAL
    }

    /** A thread that was started. Thread-safe. */
    interface Worker {
        /** Interrupts it. */
        void interrupt();

        /**
         * Waits for its end.
         *
         * @param longest how long to wait
         * @return whether it has ended
         * @throws InterruptedException if the waiting thread was interrupted
         */
        boolean join(Duration longest) throws InterruptedException;

        /**
         * Where it stands.
         *
         * @return its stack, innermost first; empty once it has ended
         */
        List<StackTraceElement> stack();
    }

    /**
     * A counter of events that threads wait on. The way to wait for a condition without losing a wake-up: read
     * {@link #count()}, look at the condition, and if it does not hold, {@link #await} with that count. Thread-safe.
     */
    interface Signal {
        /**
         * How often it was raised.
         *
         * @return the count
         */
        long count();

        /** Counts one more, and wakes all that wait. */
        void raise();

        /**
         * Waits until the count is another than the one seen.
         *
         * @param seen the count before the condition was looked at
         * @param longest how long to wait
         * @return whether the count has changed
         * @throws InterruptedException if the thread was interrupted
         */
        boolean await(long seen, Duration longest) throws InterruptedException;
    }
}
