package dev.taskq;

import java.time.Instant;
import java.util.Optional;

/**
 * Which tasks a list shows. Immutable.
 *
 * @param status only those in this status
 * @param type only those of this type
 * @param createdAfter only those stored after this time
 * @param createdBefore only those stored before this time
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
