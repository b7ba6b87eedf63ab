package dev.taskq.server.call;

import dev.taskq.Task;

/**
 * The answer to a cancel. Immutable.
 *
 * @param task the task
 * @param isRequested whether the task still runs and was asked to stop; false if it is cancelled
 */
public record CancelAnswer(Task task, boolean isRequested) {}
