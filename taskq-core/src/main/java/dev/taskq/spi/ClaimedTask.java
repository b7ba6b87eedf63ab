package dev.taskq.spi;

import dev.taskq.Fire;
import java.time.Instant;
import java.util.Optional;

/**
 * A claimed task with the data for its execution. Immutable.
 *
 * @param running the row
 * @param params a JSON object, as text
 * @param bytes the size of the params, in bytes of UTF-8
 * @param queuedAt since when it waited
 * @param startedAt when it was claimed, by the store's clock
 * @param fire the schedule that it comes from, if it comes from one
 */
public record ClaimedTask(
        RunningTask running, String params, long bytes, Instant queuedAt, Instant startedAt, Optional<Fire> fire) {
    /**
     * A claimed task that a client submitted.
     *
     * @param running the row
     * @param params a JSON object, as text
     * @param bytes the size of the params, in bytes of UTF-8
     * @param queuedAt since when it waited
     * @param startedAt when it was claimed, by the store's clock
     */
    public ClaimedTask(RunningTask running, String params, long bytes, Instant queuedAt, Instant startedAt) {
        this(running, params, bytes, queuedAt, startedAt, Optional.empty());
    }
}
