package dev.taskq.spi;

import dev.taskq.Task.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A running row that nobody may be running any more. Immutable.
 *
 * @param id the task
 * @param type its type
 * @param session the session that holds it
 * @param token the token of its claim
 * @param counts its counts
 * @param maxAttempts the bound on failures in force
 * @param timeout the time-out in force
 * @param correlationId the correlation id
 * @param traceparent the W3C trace context that came with the submit
 * @param dueAt when it was due first: its time, where it was submitted for later, else when it was stored
 * @param sessionEnded whether its session has ended; else it is here because it has run for too long
 */
public record Orphan(
        long id,
        String type,
        long session,
        long token,
        Counts counts,
        int maxAttempts,
        Duration timeout,
        String correlationId,
        Optional<String> traceparent,
        Instant dueAt,
        boolean sessionEnded) {
    /**
     * The same row, as it stands now.
     *
     * @param now its counts
     * @return the orphan
     */
    public Orphan withCounts(Counts now) {
        return new Orphan(
                id, type, session, token, now, maxAttempts, timeout, correlationId, traceparent, dueAt, sessionEnded);
    }
}
