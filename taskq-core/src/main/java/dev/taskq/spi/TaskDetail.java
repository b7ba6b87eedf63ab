package dev.taskq.spi;

import dev.taskq.Task;
import java.time.Instant;
import java.util.Optional;

/**
 * A task with what only its row knows, as it stood when it was read. Immutable.
 *
 * @param task the task, with its attempts, and without params and result
 * @param at the store's clock at the read
 * @param hintedAt when it was last hinted, which is its place in the dispatch order; empty while it is scheduled
 * @param paramsBytes the size of its params
 * @param scheduledFor when it was first due, if it was not due at once
 * @param cancelRequestedAt when a cancel was requested
 * @param holding what holds it, while it runs
 */
public record TaskDetail(
        Task task,
        Instant at,
        Optional<Instant> hintedAt,
        long paramsBytes,
        Optional<Instant> scheduledFor,
        Optional<Instant> cancelRequestedAt,
        Optional<Holding> holding) {
    /**
     * The session that holds a running task.
     *
     * @param session the session
     * @param living whether it has not ended
     */
    public record Holding(long session, boolean living) {}
}
