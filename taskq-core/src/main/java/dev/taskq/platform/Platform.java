package dev.taskq.platform;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The only source of threads, waiting, time and random numbers in core. The usual one is {@link #system()}; a
 * simulation has its own, on virtual time. Thread-safe.
 */
public interface Platform {
    /**
     * The machine's own threads, clock and random numbers.
     *
     * @return the platform
     */
    static Platform system() {
        return SystemPlatform.INSTANCE;
    }

    /**
     * The machine's wall clock. Only the store in memory uses it, since it has no clock of its own; all stored times
     * come from the store.
     *
     * @return the clock
     */
    static InstantSource systemClock() {
        return SystemPlatform.CLOCK;
    }

    /**
     * A monotonic clock. Only for {@link Timer} and {@link Stopwatch}: others take those.
     *
     * @return nanoseconds since an arbitrary moment
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
     * @param body what it runs; must catch its own exceptions
     * @return the thread
     */
    Worker spawn(String name, ThreadKind kind, Runnable body);

    /**
     * The calling thread.
     *
     * @return the thread
     */
    Worker current();

    /**
     * Creates a signal on which threads wait.
     *
     * @return the signal
     */
    Signal newSignal();

    /** The kinds of threads. */
    enum ThreadKind {
        /** A thread of the operating system: it gets processor time even if all virtual threads compute. */
        PLATFORM,
        /** A virtual thread, which is cheap. */
        VIRTUAL
    }

    /** A started thread. Thread-safe. */
    interface Worker {
        /** Interrupts it. */
        void interrupt();

        /**
         * Waits for its end.
         *
         * @param longest how long to wait
         * @return true if it has ended
         * @throws InterruptedException if the waiting thread was interrupted
         */
        boolean join(Duration longest) throws InterruptedException;

        /**
         * The thread's stack.
         *
         * @return its frames, innermost first; empty once it has ended
         */
        List<StackTraceElement> stack();
    }

    /**
     * A counter of events that threads wait on. To wait for a condition without losing a wake-up, read
     * {@link #count()}, check the condition, and if it does not hold, {@link #await} with that count. Thread-safe.
     */
    interface Signal {
        /**
         * How often the signal was raised.
         *
         * @return the count
         */
        long count();

        /** Increments the count, and wakes all waiting threads. */
        void raise();

        /**
         * Waits until the count differs from the given one.
         *
         * @param seen the count before the condition was checked
         * @param longest how long to wait
         * @return true if the count has changed
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
