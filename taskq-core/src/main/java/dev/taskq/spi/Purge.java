package dev.taskq.spi;

import java.time.Duration;

/**
 * One step of deleting finished tasks, in id order. Immutable.
 *
 * @param after only tasks with a greater id
 * @param rows the most rows to read, 1 or more
 * @param retention how long finished tasks are kept
 * @param failedRetention how long failed tasks are kept
 */
public record Purge(long after, int rows, Duration retention, Duration failedRetention) {}
