package dev.taskq;

/**
 * The attempt does not hold its task any more: the task was taken back, or the attempt has ended. Another agent may run the task
 * already. Nothing was written. If it is thrown by a completion in a transaction, roll the transaction back; it is then also thrown if
 * the connection is not to the database of the agent's store.
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
        super("this attempt does not hold the task; nothing was written", null);
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
