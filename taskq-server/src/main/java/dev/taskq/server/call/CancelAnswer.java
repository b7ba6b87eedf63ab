package dev.taskq.server.call;

/**
 * The answer to a cancel. Immutable.
 *
 * @param task the task
 * @param isRequested whether the task still runs and was asked to stop; false if it is cancelled
 */
public record CancelAnswer(ShownTask task, boolean isRequested) {}
