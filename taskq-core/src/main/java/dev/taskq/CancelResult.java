package dev.taskq;

/** What a cancel is answered. Immutable. */
public sealed interface CancelResult {
    /**
     * Cancelled by this call.
     *
     * @param task the task, cancelled
     */
    record Cancelled(Task task) implements CancelResult {}

    /**
     * It runs, and was asked to stop; if it succeeds all the same, it is succeeded.
     *
     * @param task the task, still running
     */
    record Requested(Task task) implements CancelResult {}

    /**
     * It was final before, cancelled perhaps; nothing changed.
     *
     * @param task the task
     */
    record AlreadyFinal(Task task) implements CancelResult {}

    /**
     * There is no such task.
     *
     * @param id the id asked for
     */
    record NotFound(long id) implements CancelResult {}
}
