package dev.taskq.recurrence;

import dev.taskq.Recurrence;
import dev.taskq.TaskRejectedException;
import java.time.Instant;
import java.util.Optional;

/** The fire times of a recurrence. Immutable; depends on no clock. */
public sealed interface FireTimes permits CronTimes, IntervalTimes {
    /**
     * The fire times of a recurrence.
     *
     * @param recurrence the recurrence
     * @param anchor the time that intervals are counted from
     * @return its fire times
     * @throws TaskRejectedException if the cron expression or the zone cannot be read
     */
    static FireTimes of(Recurrence recurrence, Instant anchor) {
        return switch (recurrence) {
            case Recurrence.Cron(String expression, String zone) -> CronTimes.of(expression, zone);
            case Recurrence.Interval(var interval) -> new IntervalTimes(anchor, interval);
        };
    }

    /**
     * Checks that a recurrence has fire times.
     *
     * @param recurrence the recurrence
     * @throws TaskRejectedException if it cannot be read, or never fires
     */
    static void requireFires(Recurrence recurrence) {
        if (of(recurrence, Instant.EPOCH).after(Instant.EPOCH).isEmpty()) {
            throw new TaskRejectedException("/cron", "never fires");
        }
    }

    /**
     * The first fire time after a time.
     *
     * @param time any time
     * @return the fire time; empty if there is none
     */
    Optional<Instant> after(Instant time);

    /**
     * The last fire time that is not after a time.
     *
     * @param time any time
     * @return the fire time; empty if there is none
     */
    Optional<Instant> atOrBefore(Instant time);
}
