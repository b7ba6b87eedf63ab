package dev.taskq;

/**
 * In the database of the connection, the attempt does not hold its task: the task was taken back, the attempt was ended
 * otherwise, or the connection is not to the database of the agent's store. Nothing was written. Roll the transaction
 * back.
 */
public final class TaskLostException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** The task's id. */
    private final long task;

    /**
     * Reports a lost task.
     *
     * @param task the task's id
     */
    public TaskLostException(long task) {
        super("this attempt does not hold the task in the database of the connection; nothing was written", null);
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
