package dev.taskq;

import java.time.Instant;
import java.util.List;

/**
 * How many tasks are due in each of the next hours. What recurs is counted once its task is stored. Immutable.
 *
 * @param at when they were counted, by the store's clock
 * @param hours the {@value #HOURS} hours, the current one first. It has the tasks that are due already, too
 */
public record DueHours(Instant at, List<Hour> hours) {
    /** How many hours there are. */
    public static final int HOURS = 24;

    /** The most tasks that are counted in an hour. */
    public static final int MOST_COUNTED = 500;

    /** Copies the list. */
    public DueHours {
        hours = List.copyOf(hours);
    }

    /**
     * One hour. Immutable.
     *
     * @param from its begin, a full hour of UTC
     * @param tasks how many tasks are due in it, {@link #MOST_COUNTED} at most
     * @param more whether there are more, which were not counted
     */
    public record Hour(Instant from, int tasks, boolean more) {}
}
