package dev.taskq;

/** What a retry by hand is answered. Immutable. */
public sealed interface RetryResult {
    /**
     * Queued again, its counts at 0, a request to cancel cleared.
     *
     * @param task the task, queued
     */
    record Requeued(Task task) implements RetryResult {}

    /**
     * It is neither failed nor cancelled, or stands at another attempt than the caller saw; nothing changed.
     *
     * @param task the task as it stands
     */
    record Refused(Task task) implements RetryResult {}

    /**
     * There is no such task.
     *
     * @param id the id asked for
     */
    record NotFound(long id) implements RetryResult {}
}
