package dev.taskq;

/**
 * The attempt has completed its task before: in the same transaction, or in an earlier one that has committed, whatever
 * was learned of that commit. Nothing was written. Roll the transaction back: its effects would be the second ones.
 */
public final class TaskCompletedException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** The task's id. */
    private final long task;

    /**
     * Reports a completed task.
     *
     * @param task the task's id
     */
    public TaskCompletedException(long task) {
        super("this attempt has completed the task before; nothing was written", null);
        this.task = task;
    }

    /**
     * The completed task.
     *
     * @return its id
     */
    public long task() {
        return task;
    }
}
