package dev.taskq.app;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import dev.taskq.engine.Causes;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits at the start for a store that is not reachable yet. */
public final class StoreWait {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWait.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int TRIES_A_LINE = 15;

    private StoreWait() {}

    /**
     * Repeats an action that needs the store until it succeeds, and logs that it waits. An action whose outcome is unknown is repeated too.
     * A session that such an action has opened is stopped by the repeat. If there is none, because a stop is requested, the session is
     * found dead when the process has ended.
     *
     * @param what the action's name in the log
     * @param stop ends the waiting early
     * @param action the action, which does no harm if it is done twice
     * @param <T> the class of its result
     * @return the action's result
     * @throws InterruptedException if a stop was requested meanwhile
     */
    public static <T> T until(String what, StopRequest stop, Supplier<T> action) throws InterruptedException {
        for (int tries = 0; ; tries++) {
            try {
                T done = action.get();
                if (tries > 0) {
                    LOG.info("Postgres is reachable step=\"{}\"", what);
                }
                return done;
            } catch (StoreUnavailableException | OutcomeUnknownException e) {
                if (tries % TRIES_A_LINE == 0) {
                    LOG.warn("waiting for Postgres, retrying every second step=\"{}\" reason=\"{}\"", what, reason(e));
                }
            }
            if (stop.await(PAUSE)) {
                throw new InterruptedException("a stop was requested");
            }
        }
    }

    /** An error that needs a remedy explains itself. For all others the causes do: an address, and what failed there. */
    private static String reason(TaskqException failure) {
        return failure instanceof StoreMisconfiguredException
                ? String.valueOf(failure.getMessage())
                : Causes.text(failure);
    }
}
