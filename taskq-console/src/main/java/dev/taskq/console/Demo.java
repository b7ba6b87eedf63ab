package dev.taskq.console;

import java.time.Instant;
import java.util.List;

/**
 * What the page of a demo shows and does: it causes faults, and shows that no task is lost. For a program that tries taskq out,
 * never in production. Must be thread-safe.
 */
public interface Demo {
    /** A fault that a button causes, or its end. */
    enum Fault {
        /** An agent dies, as of {@code kill -9}. */
        KILL_AGENT,
        /** All that is in Redis is deleted. */
        FLUSH_REDIS,
        /** Redis dies, as of {@code kill -9}. */
        STOP_REDIS,
        /** Redis starts again. */
        START_REDIS
    }

    /**
     * The figures of this moment.
     *
     * @param accepted how many tasks the API has accepted
     * @param finished how many of them are final
     * @param lost how many of them the store does not have, also if they were deleted
     * @param agents how many agents live
     * @param redisRuns whether Redis runs
     * @param happened what was caused, the newest first
     */
    record Figures(long accepted, long finished, long lost, int agents, boolean redisRuns, List<Happened> happened) {
        /** Copies the list. */
        public Figures {
            happened = List.copyOf(happened);
        }
    }

    /**
     * Something that was caused.
     *
     * @param at when
     * @param text what
     */
    record Happened(Instant at, String text) {}

    /**
     * The figures of this moment. They must be read soon: the page waits for them.
     *
     * @return the figures
     */
    Figures figures();

    /**
     * What can be caused now.
     *
     * @return the faults, in the order of the buttons
     */
    List<Fault> faults();

    /**
     * Causes a fault. If it is not possible any more, nothing happens.
     *
     * @param fault the fault
     */
    void cause(Fault fault);
}
