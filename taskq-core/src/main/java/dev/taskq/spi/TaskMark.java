package dev.taskq.spi;

import dev.taskq.TaskStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What shows that a task has changed. Immutable.
 *
 * @param status its status
 * @param attempt the number of its last attempt
 * @param updatedAt when its row changed last
 * @param progressAt when the progress was stored that the task shows
 */
public record TaskMark(TaskStatus status, int attempt, Instant updatedAt, Optional<Instant> progressAt) {}
