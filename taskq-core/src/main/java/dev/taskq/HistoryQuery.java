package dev.taskq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Selects a part of the history. Immutable.
 *
 * @param type the type; empty for all types together
 * @param from the begin; rounded down to a whole step
 * @param until the end, which is not included; rounded up to a whole step
 * @param step the time that each point sums up, one of {@link #STEPS}
 */
public record HistoryQuery(Optional<String> type, Instant from, Instant until, Duration step) {
    /** The steps that there are, shortest first. All divide a day, and begin with the day in UTC. */
    public static final List<Duration> STEPS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1));

    /** The most steps between begin and end. */
    public static final int MOST_STEPS = 1_500;

    /**
     * Rounds the times.
     *
     * @throws IllegalArgumentException if the step is none of {@link #STEPS}, the range is empty, or it has more than {@link
     *     #MOST_STEPS} steps
     */
    public HistoryQuery {
        if (!STEPS.contains(step)) {
            throw new IllegalArgumentException("step must be one of " + STEPS);
        }
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("from must be before until");
        }
        from = begin(from, step);
        until = begin(until.plus(step).minusNanos(1), step);
        if (from.plus(step.multipliedBy(MOST_STEPS)).isBefore(until)) {
            throw new IllegalArgumentException(
                    "from and until must be at most " + MOST_STEPS + " steps of " + step + " apart");
        }
    }

    /**
     * The begin of the step that a time is in.
     *
     * @param time the time
     * @param step the length of a step
     * @return the begin
     */
    public static Instant begin(Instant time, Duration step) {
        return Instant.ofEpochSecond(time.getEpochSecond() - Math.floorMod(time.getEpochSecond(), step.toSeconds()));
    }
}
