package dev.taskq;

/** The result of a manual retry. Immutable. */
public sealed interface RetryResult {
    /**
     * The task was queued. If it was failed or cancelled, its failures, losses and releases are 0, and a request to cancel is cleared.
     * If it was scheduled, its counts are as before.
     *
     * @param task the task, queued
     */
    record Requeued(Task task) implements RetryResult {}

    /**
     * The task is neither failed, cancelled nor scheduled, or is at another attempt than the caller saw; nothing was changed.
     *
     * @param task the task in its current state
     */
    record Refused(Task task) implements RetryResult {}

    /**
     * No task has the id.
     *
     * @param id the id
     */
    record NotFound(long id) implements RetryResult {}
}
