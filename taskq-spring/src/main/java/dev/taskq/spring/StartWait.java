package dev.taskq.spring;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats the steps of a start that need the store, while the store does not answer. All steps share one time,
 * and a part that is stopped and started again has what is left of it. What an operator must correct fails at once, and a shutdown of the JVM ends the wait. Thread-safe.
 */
public final class StartWait {
    private static final Logger LOG = LoggerFactory.getLogger(StartWait.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private Duration left;

    /**
     * A wait that has not begun.
     *
     * @param longest for how long steps are repeated in all; zero for one try of each step
     * @throws IllegalArgumentException if it is negative
     */
    public StartWait(Duration longest) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("must not be negative");
        }
        this.left = longest;
    }

    /**
     * For how long steps may still be repeated.
     *
     * @return zero for one try of each step
     */
    public synchronized Duration left() {
        return left;
    }

    private synchronized void spend(Duration took) {
        left = took.compareTo(left) < 0 ? left.minus(took) : Duration.ZERO;
    }

    /**
     * Repeats a step until it succeeds. Its time counts from the first try that fails.
     *
     * @param step its name in the log
     * @param action the step, which does no harm if it is done twice
     * @param <T> the class of its result
     * @return its result
     * @throws StoreUnavailableException if the store did not answer for the time that was left, or refuses
     * @throws OutcomeUnknownException if the last answer was lost
     */
    public <T> T until(String step, Supplier<T> action) {
        try {
            return action.get();
        } catch (StoreUnavailableException | OutcomeUnknownException e) {
            if (!repeatingHelps(e)) {
                throw e;
            }
            return within(longest -> repeated(step, action, e, longest));
        }
    }

    /**
     * Runs a step that repeats itself. All of its time counts. A shutdown of the JVM interrupts it.
     *
     * @param action takes for how long it may repeat itself
     * @param <T> the class of its result
     * @return its result
     */
    public <T> T within(Function<Duration, T> action) {
        Stopwatch took = Platform.system().stopwatch();
        Thread starting = Thread.currentThread();
        AtomicBoolean interrupts = new AtomicBoolean();
        // The context is closed by another hook, which waits for the end of the start.
        Thread hook = new Thread(() -> interrupt(starting, interrupts), "taskq-start-ends");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the JVM shuts down already", e);
            interrupt(starting, interrupts);
        }
        try {
            return action.apply(left());
        } finally {
            spend(took.elapsed());
            remove(hook);
            if (interrupts.get()) {
                // A start that fails stops on this thread what has started. That must not be interrupted as well.
                Thread.interrupted();
            }
        }
    }

    private static void interrupt(Thread starting, AtomicBoolean interrupts) {
        interrupts.set(true);
        starting.interrupt();
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the JVM shuts down during the start", e);
        }
    }

    private static <T> T repeated(String step, Supplier<T> action, TaskqException first, Duration longest) {
        Timer end = Platform.system().timer(longest);
        TaskqException last = first;
        Duration pause = FIRST_PAUSE;
        while (!end.isExpired() && repeatingHelps(last) && slept(step, shorter(pause, end.remaining()), last)) {
            try {
                return action.get();
            } catch (StoreUnavailableException | OutcomeUnknownException e) {
                last = e;
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
        throw last;
    }

    private static boolean repeatingHelps(TaskqException failure) {
        return !(failure instanceof StoreUnavailableException unavailable) || unavailable.repeatingHelps();
    }

    private static boolean slept(String step, Duration pause, TaskqException failure) {
        Throwable cause = failure.getCause();
        LOG.warn(
                "the store does not answer, the start tries again in={} step=\"{}\" reason=\"{}\"",
                pause,
                step,
                String.valueOf((cause == null ? failure : cause).getMessage()));
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
