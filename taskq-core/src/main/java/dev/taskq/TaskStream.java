package dev.taskq;

import java.util.Optional;

/** One task, each time that its status, its attempt or its progress was seen changed. For one thread at a time; {@link #close()} is for any thread. */
public interface TaskStream extends AutoCloseable {
    /**
     * The task as it was seen. Immutable.
     *
     * @param task the task; without params, result and attempts unless it is whole
     * @param isWhole whether everything of the task is there. If only its progress has changed since it was returned last, the
     *     rest is as it was then, and is left out
     */
    record Seen(Task task, boolean isWhole) {}

    /**
     * Waits until the task has changed since it was returned last. The first call returns it as it stands.
     *
     * @param deadline how long to wait; not used for another call
     * @return the task; empty if it has not changed within that time, or the stream is over
     * @throws InterruptedException if the thread was interrupted
     */
    Optional<Seen> next(CallDeadline deadline) throws InterruptedException;

    /**
     * Whether no change follows: the task is final and was returned so, or does not exist any more; or the stream was closed, or its
     * coordinator has stopped.
     *
     * @return whether it is over
     */
    boolean isOver();

    /** Ends the stream. Any number of calls. */
    @Override
    void close();
}
