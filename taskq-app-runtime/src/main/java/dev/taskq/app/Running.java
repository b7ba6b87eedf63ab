package dev.taskq.app;

/** An application that has started. */
public interface Running extends AutoCloseable {
    /**
     * Whether the application is healthy. If not, the process ends and must be replaced.
     *
     * @return true if it is
     */
    boolean isHealthy();

    /** Stops in order, within the grace time. Called once. */
    @Override
    void close();
}
