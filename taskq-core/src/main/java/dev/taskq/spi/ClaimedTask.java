package dev.taskq.spi;

import dev.taskq.Fire;
import java.time.Instant;
import java.util.Optional;

/**
 * A claimed task with the data for its execution. Immutable.
 *
 * @param running the row
 * @param params a JSON object, as text
 * @param bytes the size of the params and of the checkpoint, in bytes of UTF-8
 * @param checkpoint the newest checkpoint of its attempts
 * @param queuedAt since when it waited
 * @param startedAt when it was claimed, by the store's clock
 * @param fire the schedule that it comes from, if it comes from one
 */
public record ClaimedTask(
        RunningTask running,
        String params,
        long bytes,
        Optional<SavedCheckpoint> checkpoint,
        Instant queuedAt,
        Instant startedAt,
        Optional<Fire> fire) {}
