package dev.taskq.spi;

import dev.taskq.Task.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A task that was claimed, with what its execution needs. Immutable.
 *
 * @param id its id
 * @param type its type
 * @param params a JSON object, as text
 * @param bytes the size of the params, in bytes of UTF-8
 * @param counts the counts, this attempt's number included
 * @param maxAttempts the bound on failures in force
 * @param timeout the time-out in force
 * @param correlationId the correlation id
 * @param traceparent the W3C trace context, where one came in
 * @param dueAt when it was due first: its time, where it was submitted for later, else when it was stored
 * @param queuedAt since when it waited
 * @param startedAt when it was claimed, by the store's clock
 */
public record ClaimedTask(
        long id,
        String type,
        String params,
        long bytes,
        Counts counts,
        int maxAttempts,
        Duration timeout,
        String correlationId,
        Optional<String> traceparent,
        Instant dueAt,
        Instant queuedAt,
        Instant startedAt) {}
