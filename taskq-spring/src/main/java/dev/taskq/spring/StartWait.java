package dev.taskq.spring;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a step of the start that needs the store, while the store does not answer, for a bounded time. What an operator must
 * correct fails at once. Immutable.
 *
 * @param longest for how long a step is repeated; zero for one try
 */
public record StartWait(Duration longest) {
    private static final Logger LOG = LoggerFactory.getLogger(StartWait.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** Checks the value. */
    public StartWait {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("must not be negative");
        }
    }

    /**
     * Repeats a step until it succeeds.
     *
     * @param step its name in the log
     * @param action the step, which does no harm if it is done twice
     * @param <T> the class of its result
     * @return its result
     * @throws StoreUnavailableException if the store did not answer for that long, or refuses
     * @throws OutcomeUnknownException if the last answer was lost
     */
    public <T> T until(String step, Supplier<T> action) {
        Timer left = Platform.system().timer(longest);
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return action.get();
            } catch (StoreUnavailableException | OutcomeUnknownException e) {
                boolean again = !left.isExpired() && repeatingHelps(e);
                if (!again || !slept(step, shorter(pause, left.remaining()), e)) {
                    throw e;
                }
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
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
