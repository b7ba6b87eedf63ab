package dev.taskq.platform;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
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
     * A monotonic clock. Only for {@link Timer} and {@link Stopwatch}: others take those.
     *
     * @return nanoseconds since some moment
     */
    long nanoTime();

    /**
     * Makes a deadline.
     *
     * @param length from now on; zero or less has passed already
     * @return the deadline
     */
    default Timer timer(Duration length) {
        return new Timer(this, length);
    }

    /**
     * Makes a stopwatch that starts now.
     *
     * @return the stopwatch
     */
    default Stopwatch stopwatch() {
        return new Stopwatch(this);
    }

    /**
     * A time changed by chance, so that what begins together does not go on together.
     *
     * @param time the time
     * @param share by how much of it the result may differ, to both sides, 0 to 1
     * @return the result
     */
    default Duration jittered(Duration time, double share) {
        double factor = 1 + share * (2 * random().nextDouble() - 1);
        return Duration.ofNanos((long) (time.toNanos() * factor));
    }

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

        /**
         * Waits until a condition holds. The signal is raised whenever it may have begun to hold.
         *
         * @param condition the condition
         * @param deadline how long to wait
         * @return whether the condition holds
         * @throws InterruptedException if the thread was interrupted
         */
        default boolean await(BooleanSupplier condition, Timer deadline) throws InterruptedException {
            while (true) {
                long seen = count();
                if (condition.getAsBoolean()) {
                    return true;
                }
                if (deadline.isExpired()) {
                    return false;
                }
                await(seen, deadline.remaining());
            }
        }
    }
}
