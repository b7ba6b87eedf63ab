package dev.taskq.app;

/** An application that has started. */
public interface Running extends AutoCloseable {
    /**
     * Whether it is sound; if not, the process ends, to be replaced.
     *
     * @return whether it is
     */
    boolean isHealthy();

    /** Stops in order, within its grace time. Called once. */
    @Override
    void close();
}
