package dev.taskq;

/** The result of a deletion by hand. Immutable. */
public sealed interface DeleteResult {
    /**
     * The task was final, and is forgotten with its attempts.
     *
     * @param id the id
     */
    record Deleted(long id) implements DeleteResult {}

    /**
     * The task is not final; nothing was changed.
     *
     * @param id the id
     * @param status the task's status
     */
    record NotFinal(long id, TaskStatus status) implements DeleteResult {}

    /**
     * No task has the id.
     *
     * @param id the id
     */
    record NotFound(long id) implements DeleteResult {}
}
