package dev.taskq;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Scheduled tasks in the order in which they are due. Immutable.
 *
 * @param tasks the tasks, the first due first; those that are due at the same time by id
 * @param readTo the due time up to which it has all of them, while there may be more that are due then or later; empty if it has all
 */
public record ScheduledTasks(List<ScheduledTask> tasks, Optional<Instant> readTo) {
    /** Copies the list. */
    public ScheduledTasks {
        tasks = List.copyOf(tasks);
    }

    /**
     * What a store has read.
     *
     * @param tasks the tasks, the first due first
     * @param most the most tasks that it returns. If it returns as many, there may be more
     * @param readTo the due time of the last row that it has read, if it has read no further
     * @return the new value
     */
    public static ScheduledTasks of(List<ScheduledTask> tasks, int most, Optional<Instant> readTo) {
        return new ScheduledTasks(
                tasks, tasks.size() == most ? Optional.of(tasks.getLast().dueAt()) : readTo);
    }
}
