package dev.taskq;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Selects the tasks of a list. Immutable.
 *
 * The time window includes its start and excludes its end, so that adjacent windows contain each task once.
 *
 * @param status only tasks in this status
 * @param type only tasks of this type
 * @param createdAfter only tasks stored at this time or later; rounded up to microseconds
 * @param createdBefore only tasks stored before this time; rounded up to microseconds
 */
public record TaskFilter(
        Optional<TaskStatus> status,
        Optional<String> type,
        Optional<Instant> createdAfter,
        Optional<Instant> createdBefore) {
    /** Selects all tasks. */
    public static final TaskFilter ALL =
            new TaskFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Checks the type's name. */
    public TaskFilter {
        type.ifPresent(TaskType::checkName);
        createdAfter = createdAfter.map(TaskFilter::inMicros);
        createdBefore = createdBefore.map(TaskFilter::inMicros);
    }

    /** Stores count in microseconds, so no task's time lies between the given time and the rounded one. */
    private static Instant inMicros(Instant time) {
        Instant micros = time.truncatedTo(ChronoUnit.MICROS);
        boolean isExact = micros.equals(time) || !time.isBefore(Instant.MAX.truncatedTo(ChronoUnit.MICROS));
        return isExact ? micros : micros.plus(1, ChronoUnit.MICROS);
    }

    /**
     * This filter with one status.
     *
     * @param only the status
     * @return the new value
     */
    public TaskFilter withStatus(TaskStatus only) {
        return new TaskFilter(Optional.of(only), type, createdAfter, createdBefore);
    }

    /**
     * This filter with one type.
     *
     * @param only the type's name
     * @return the new value
     */
    public TaskFilter withType(String only) {
        return new TaskFilter(status, Optional.of(only), createdAfter, createdBefore);
    }
}
