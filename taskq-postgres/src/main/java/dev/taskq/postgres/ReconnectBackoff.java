package dev.taskq.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pause before the next attempt to connect. Jitter spreads the attempts of a fleet. */
final class ReconnectBackoff {
    /** Short enough for work to continue within 300 ms after the server is ready. */
    static final Duration LONGEST = Duration.ofMillis(200);

    private static final Duration SHORTEST = Duration.ofMillis(100);
    /** For failures that last: a wrong password, a missing database, too many connections. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private ReconnectBackoff() {}

    static Duration after(SQLException failure) {
        String state = Failures.state(failure);
        return state.startsWith("28") || state.startsWith("3D") || state.startsWith("53")
                ? SLOW
                : SHORTEST.plusNanos(ThreadLocalRandom.current()
                        .nextLong(LONGEST.minus(SHORTEST).toNanos()));
    }
}
