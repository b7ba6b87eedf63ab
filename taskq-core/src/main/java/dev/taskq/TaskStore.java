package dev.taskq;

/**
 * The store of the tasks, as a program holds it: opened by an adapter, given to coordinators and agents, and closed after them. All
 * sessions that are opened through one object are one <em>process</em>: they die together. Thread-safe.
 *
 * <p>Adapters implement {@code dev.taskq.spi.StorePort}.
 */
public interface TaskStore extends AutoCloseable {
    /** Closes connections. Any number of calls. Coordinators and agents are closed before. */
    @Override
    void close();
}
