package dev.taskq.spi;

import java.time.Duration;

/**
 * One step of deleting finished tasks, along their ids. Immutable.
 *
 * @param after only tasks with a greater id
 * @param rows how many may be looked at, 1 or more
 * @param retention how long finished tasks are kept
 * @param failedRetention how long failed ones are kept
 */
public record Purge(long after, int rows, Duration retention, Duration failedRetention) {}
