package dev.taskq;

/**
 * The task no longer belongs to the attempt: it was taken back, or the attempt has ended. Another agent may run the task already.
 * Nothing was changed.
 */
public final class TaskLostException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** The task's id. */
    private final long task;

    /**
     * Reports a task that the attempt has lost.
     *
     * @param task the task's id
     */
    public TaskLostException(long task) {
        super("the task no longer belongs to this attempt; nothing was changed", null);
        this.task = task;
    }

    /**
     * The lost task.
     *
     * @return its id
     */
    public long task() {
        return task;
    }
}
