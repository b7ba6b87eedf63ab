package dev.taskq.spi;

import dev.taskq.Task.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A running row with the data for its execution and for the decision after its end. Immutable.
 *
 * @param id the task
 * @param type its type
 * @param holder its holder
 * @param counts its counts, the number of this attempt included
 * @param maxAttempts the limit on failures in force
 * @param timeout the time-out in force
 * @param correlationId the correlation id
 * @param traceparent the W3C trace context of the submission
 * @param dueAt when it was first due: the requested time, or otherwise the time when it was stored. A retry by hand
 *     before that time makes it due at once: then the time when it was queued
 */
public record RunningTask(
        long id,
        String type,
        Holder holder,
        Counts counts,
        int maxAttempts,
        Duration timeout,
        String correlationId,
        Optional<String> traceparent,
        Instant dueAt) {
    /**
     * The same row with other counts.
     *
     * @param now its counts
     * @return the row
     */
    public RunningTask withCounts(Counts now) {
        return new RunningTask(id, type, holder, now, maxAttempts, timeout, correlationId, traceparent, dueAt);
    }
}
