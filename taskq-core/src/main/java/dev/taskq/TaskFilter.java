package dev.taskq;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Which tasks a list shows. Immutable.
 *
 * <p>The window of time contains its start and not its end, so that two windows that meet show each task once.
 *
 * @param status only those in this status
 * @param type only those of this type
 * @param createdAfter only those stored at this time or later; what is finer than a microsecond is rounded up
 * @param createdBefore only those stored before this time; rounded likewise
 */
public record TaskFilter(
        Optional<TaskStatus> status,
        Optional<String> type,
        Optional<Instant> createdAfter,
        Optional<Instant> createdBefore) {
    /** All tasks. */
    public static final TaskFilter ALL =
            new TaskFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Checks the type's name. */
    public TaskFilter {
        type.ifPresent(TaskType::checkName);
        createdAfter = createdAfter.map(TaskFilter::inMicros);
        createdBefore = createdBefore.map(TaskFilter::inMicros);
    }

    /** Stores count in microseconds: no stamp lies between the time and the one given. */
    private static Instant inMicros(Instant time) {
        Instant micros = time.truncatedTo(ChronoUnit.MICROS);
        boolean isExact = micros.equals(time) || !time.isBefore(Instant.MAX.truncatedTo(ChronoUnit.MICROS));
        return isExact ? micros : micros.plus(1, ChronoUnit.MICROS);
    }

    /**
     * This filter, for one status.
     *
     * @param only the status
     * @return the new value
     */
    public TaskFilter withStatus(TaskStatus only) {
        return new TaskFilter(Optional.of(only), type, createdAfter, createdBefore);
    }

    /**
     * This filter, for one type.
     *
     * @param only the type's name
     * @return the new value
     */
    public TaskFilter withType(String only) {
        return new TaskFilter(status, Optional.of(only), createdAfter, createdBefore);
    }
}
