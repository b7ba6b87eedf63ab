package dev.taskq;

import dev.taskq.recurrence.FireTimes;
import java.time.Duration;
import java.time.ZoneId;

/** How often a schedule fires. Immutable. */
public sealed interface Recurrence {
    /** The shortest interval. */
    Duration SHORTEST = Duration.ofSeconds(1);

    /** The longest interval. */
    Duration LONGEST = Duration.ofDays(366);

    /**
     * Fires at the times of a cron expression.
     *
     * @param expression five fields (minute, hour, day of the month, month, day of the week), or {@code @hourly},
     *     {@code @daily}, {@code @weekly}, {@code @monthly}, {@code @yearly}
     * @param zone the time zone of the expression
     * @return the recurrence
     * @throws TaskRejectedException if it cannot be read, or never fires
     */
    static Recurrence cron(String expression, ZoneId zone) {
        Recurrence cron = new Cron(expression, zone.getId());
        FireTimes.requireFires(cron);
        return cron;
    }

    /**
     * Fires at a fixed interval, counted from when it was stored. It does not drift.
     *
     * @param interval {@link #SHORTEST} to {@link #LONGEST}
     * @return the recurrence
     */
    static Recurrence every(Duration interval) {
        return new Interval(interval);
    }

    /**
     * The times of a cron expression. Both parts are checked when the schedule is put.
     *
     * @param expression five fields, or one of the names that begin with {@code @}
     * @param zone the id of a time zone, such as {@code Europe/Berlin} or {@code UTC}
     */
    record Cron(String expression, String zone) implements Recurrence {}

    /**
     * A fixed interval.
     *
     * @param interval {@link #SHORTEST} to {@link #LONGEST}, in whole microseconds
     */
    record Interval(Duration interval) implements Recurrence {
        /** Checks the range. */
        public Interval {
            if (interval.compareTo(SHORTEST) < 0
                    || interval.compareTo(LONGEST) > 0
                    || interval.toNanosPart() % 1_000 != 0) {
                throw new TaskRejectedException(
                        "/every", "must be between 1 second and 366 days, in whole microseconds");
            }
        }
    }
}
