package dev.taskq.benchmarks.peers;

/** A task queue that is measured, embedded in this process. It starts paused. Thread-safe. */
public interface Peer extends AutoCloseable {
    /**
     * Its name.
     *
     * @return the name, with the version if it is not this project's
     */
    String name();

    /**
     * Stores a task. When this returns, a crash does not lose it.
     *
     * @param due passed on to the handler
     */
    void enqueue(long due);

    /**
     * Stores tasks by one call.
     *
     * @param number how many
     */
    void enqueueAll(int number);

    /** Starts to run tasks. */
    void resume();

    /** Stops running tasks. */
    void pause();

    /** Ends it. */
    @Override
    void close();
}
