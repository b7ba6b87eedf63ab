package dev.taskq;

/**
 * The queue of hints, as a program holds it: opened by an adapter, given to coordinators and agents, and closed after them. A queue
 * makes pick-up fast, and no task depends on it. Thread-safe.
 *
 * <p>Adapters implement {@code dev.taskq.spi.QueuePort}.
 */
public interface TaskQueue extends AutoCloseable {
    /**
     * No queue: agents find tasks by scans of the store. The default of coordinators and agents.
     *
     * @return a queue without hints
     */
    static TaskQueue none() {
        return NoTaskQueue.INSTANCE;
    }

    /** Closes connections. Any number of calls. Coordinators and agents are closed before. */
    @Override
    void close();
}
