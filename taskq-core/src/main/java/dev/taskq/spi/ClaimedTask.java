package dev.taskq.spi;

import java.time.Instant;

/**
 * A claimed task with the data for its execution. Immutable.
 *
 * @param running the row
 * @param params a JSON object, as text
 * @param bytes the size of the params, in bytes of UTF-8
 * @param queuedAt since when it waited
 * @param startedAt when it was claimed, by the store's clock
 */
public record ClaimedTask(RunningTask running, String params, long bytes, Instant queuedAt, Instant startedAt) {}
