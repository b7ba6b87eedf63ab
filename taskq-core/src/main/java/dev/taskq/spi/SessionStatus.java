package dev.taskq.spi;

import java.time.Duration;
import java.util.List;

/**
 * What a session reports of itself, every few seconds. Immutable.
 *
 * @param session the session
 * @param version the version of an agent's application, or of taskq; empty if it is not known
 * @param slots how many tasks an agent runs at a time; 0 for a coordinator
 * @param freeSlots how many of them are free
 * @param heldBytes the bytes of params and results that an agent holds
 * @param mostBytes the most of them that it holds; a single task always fits
 * @param running the tasks that an agent runs, at most {@link #MOST_RUNNING} of them
 * @param suspect whether the agent runs a suspect, so that it takes no other; see {@link dev.taskq.Task.Counts#isSuspect()}
 * @param types the counts of each type that has any, at most {@link #MOST_TYPES} and one without a name for the rest
 * @param valid how long it is believed after it was stored, in whole milliseconds, 1 at least: as long as the session takes at most to report
 *     again, by its preset
 */
public record SessionStatus(
        long session,
        String version,
        int slots,
        int freeSlots,
        long heldBytes,
        long mostBytes,
        List<Long> running,
        boolean suspect,
        List<TypeTally> types,
        Duration valid) {
    /** The most tasks that are named. */
    public static final int MOST_RUNNING = 100;

    /** The most types that are named. */
    public static final int MOST_TYPES = 100;

    /** Copies the lists, and checks their sizes and the time. */
    public SessionStatus {
        running = List.copyOf(running);
        types = List.copyOf(types);
        if (valid.toMillis() < 1) {
            throw new IllegalArgumentException("a report must be valid for a millisecond at least, was " + valid);
        }
        if (running.size() > MOST_RUNNING || types.size() > MOST_TYPES + 1) {
            throw new IllegalArgumentException("too many tasks or types");
        }
    }

    /**
     * The largest params of a task that an agent has room for in its memory.
     *
     * @return a number of bytes; any number fits if it holds nothing
     */
    public long room() {
        return heldBytes == 0 ? Long.MAX_VALUE : Math.max(0, mostBytes - heldBytes);
    }
}
