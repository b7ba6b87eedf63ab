package dev.taskq.app;

import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreUnavailableException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits at start for a store that is not there yet. */
public final class StoreWait {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWait.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int TRIES_A_LINE = 15;

    private StoreWait() {}

    /**
     * Does something that needs the store, again and again until it works, and says in the log that it waits.
     *
     * @param what what is done, for the log
     * @param stop cuts the waiting short
     * @param action what is done
     * @param <T> what it gives
     * @return what it gave
     * @throws InterruptedException if a stop was asked for meanwhile
     */
    public static <T> T until(String what, StopRequest stop, Supplier<T> action) throws InterruptedException {
        for (int tries = 0; ; tries++) {
            try {
                T done = action.get();
                if (tries > 0) {
                    LOG.info("Postgres is there step=\"{}\"", what);
                }
                return done;
            } catch (StoreUnavailableException e) {
                if (tries % TRIES_A_LINE == 0) {
                    LOG.warn(
                            "waiting for Postgres, tries again every second step=\"{}\" reason=\"{}\"",
                            what,
                            reason(e));
                }
            }
            if (stop.await(PAUSE)) {
                throw new InterruptedException("a stop was asked for");
            }
        }
    }

    /** What must be put right says so itself; of all else the innermost cause does, such as a refused connection. */
    private static String reason(StoreUnavailableException failure) {
        if (failure instanceof StoreMisconfiguredException) {
            return String.valueOf(failure.getMessage());
        }
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = String.valueOf(innermost.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
