package dev.taskq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The errors of the tasks that failed within the last day, of all types or of one, the most frequent first. It is made of a bounded
 * number of tasks, the newest of all types, so it may reach back less than a day. Immutable.
 *
 * @param at when the tasks were read, by the store's clock
 * @param since the time from which on it has all failed tasks; {@link #WINDOW} before {@code at} if they were not too many
 * @param tasks how many failed tasks it is made of; of one type if it is the report of that type
 * @param complete whether it has all failed tasks of the window
 * @param groups the most frequent errors, at most {@link #MOST_GROUPS}
 * @param allGroups how many errors there are in all
 */
public record ErrorReport(
        Instant at, Instant since, long tasks, boolean complete, List<ErrorGroup> groups, int allGroups) {
    /** How far it reaches back. */
    public static final Duration WINDOW = Duration.ofDays(1);

    /** The most tasks that are read for it. */
    public static final int MOST_READ = 10_000;

    /** The most errors that it has. */
    public static final int MOST_GROUPS = 100;

    /** The equal parts of the time that it reaches back. Those of the whole window are hours. */
    public static final int PARTS = 24;

    /** Copies the list. */
    public ErrorReport {
        groups = List.copyOf(groups);
    }

    /**
     * How long each of the {@link #PARTS} is.
     *
     * @return the time, zero or more
     */
    public Duration part() {
        Duration all = Duration.between(since, at);
        return all.isNegative() ? Duration.ZERO : all.dividedBy(PARTS);
    }
}
