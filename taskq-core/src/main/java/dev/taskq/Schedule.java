package dev.taskq;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A schedule as it stood when it was read: it fires a task at each of its fire times. Immutable.
 *
 * @param definition what was put; in lists without params
 * @param paused whether it is paused: it does not fire
 * @param nextFireAt when it fires next; empty while it is paused
 * @param last what it did last
 * @param counts what it did in all
 * @param createdAt when it was stored, by the database's clock
 * @param updatedAt when it was last put, paused or resumed
 */
public record Schedule(
        NewSchedule definition,
        boolean paused,
        Optional<Instant> nextFireAt,
        Last last,
        Counts counts,
        Instant createdAt,
        Instant updatedAt) {
    /** The most schedules that are kept. */
    public static final int MOST = 10_000;

    /**
     * What a schedule did last.
     *
     * @param firedAt the latest fire time that became a task
     * @param task the task that it fired last, or that was last run by hand
     * @param skippedAt the latest fire time that it skipped, by its policies
     */
    public record Last(Optional<Instant> firedAt, OptionalLong task, Optional<Instant> skippedAt) {
        /** It did nothing yet. */
        public static final Last NOTHING = new Last(Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    /**
     * What a schedule did in all.
     *
     * @param fired the fire times that became a task
     * @param skipped the fire times that it skipped; of one gap at most {@link #MOST_SKIPPED} are counted
     */
    public record Counts(long fired, long skipped) {
        /** It did nothing yet. */
        public static final Counts NONE = new Counts(0, 0);

        /** The most skipped fire times that are counted at once. */
        public static final int MOST_SKIPPED = 1_000;
    }

    /**
     * Its name.
     *
     * @return the name
     */
    public String name() {
        return definition.name();
    }

    /**
     * This schedule as lists show it.
     *
     * @return the new value, without params
     */
    public Schedule toListed() {
        return new Schedule(definition.withParams("{}"), paused, nextFireAt, last, counts, createdAt, updatedAt);
    }
}
