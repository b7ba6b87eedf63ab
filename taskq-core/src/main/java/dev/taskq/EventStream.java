package dev.taskq;

import java.util.List;

/** The events of one task, as they happen. For one thread at a time; {@link #close()} is for any thread. */
public interface EventStream extends AutoCloseable {
    /**
     * Waits for events that were not returned yet.
     *
     * @param deadline how long to wait; not used for another call
     * @return the events, oldest first; empty if there was none within that time, or the stream is over
     * @throws InterruptedException if the thread was interrupted
     */
    List<TaskEvent> next(CallDeadline deadline) throws InterruptedException;

    /**
     * Whether no event follows: the task is final, or does not exist any more, and all its events were returned; or the stream was
     * closed, or its coordinator has stopped.
     *
     * @return whether it is over
     */
    boolean isOver();

    /** Ends the stream. Any number of calls. */
    @Override
    void close();
}
