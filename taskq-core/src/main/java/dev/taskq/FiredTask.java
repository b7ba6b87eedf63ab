package dev.taskq;

import java.time.Instant;
import java.util.Optional;

/**
 * A task that a schedule fired, or that was run by hand: as much of it as tells how the runs of the schedule went. Immutable.
 *
 * @param id its id
 * @param status its status
 * @param createdAt when it was stored, by the store's clock
 * @param startedAt when the attempt began that runs it, or that ran when it became final; empty while it waits, and if it was cancelled
 *     while it waited
 * @param finishedAt when it became final; empty before
 */
public record FiredTask(
        long id, TaskStatus status, Instant createdAt, Optional<Instant> startedAt, Optional<Instant> finishedAt) {}
