package dev.taskq;

/** The result of a cancel. Immutable. */
public sealed interface CancelResult {
    /**
     * The task was cancelled by this call.
     *
     * @param task the task, cancelled
     */
    record Cancelled(Task task) implements CancelResult {}

    /**
     * The task runs, and was asked to stop. If its handler succeeds nevertheless, the task is succeeded.
     *
     * @param task the task, still running
     * @param first whether it had not been asked before; otherwise nothing was changed
     */
    record Requested(Task task, boolean first) implements CancelResult {}

    /**
     * The task was final before, possibly cancelled; nothing was changed.
     *
     * @param task the task
     */
    record AlreadyFinal(Task task) implements CancelResult {}

    /**
     * No task has the id.
     *
     * @param id the id
     */
    record NotFound(long id) implements CancelResult {}
}
