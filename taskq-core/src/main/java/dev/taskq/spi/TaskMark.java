package dev.taskq.spi;

import dev.taskq.TaskStatus;
import java.time.Instant;

/**
 * What shows that a task has changed. Immutable.
 *
 * @param status its status
 * @param attempt the number of its last attempt
 * @param updatedAt when its row changed last
 */
public record TaskMark(TaskStatus status, int attempt, Instant updatedAt) {}
