package dev.taskq.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try to connect. With jitter, so that a fleet does not knock all at once. */
final class ReconnectBackoff {
    /** So that work goes on within 300 ms of the server's being ready. */
    static final Duration LONGEST = Duration.ofMillis(200);

    private static final Duration SHORTEST = Duration.ofMillis(100);
    /** For what does not mend itself in a moment: a wrong password, a missing database, too many connections. */
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
