package dev.taskq.cli;

import dev.taskq.client.Task;
import dev.taskq.client.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of a task when it was read. A task that has the same state later has not moved meanwhile. Immutable.
 *
 * @param status its status
 * @param attempt the number of its last attempt, which only grows
 * @param dueAt when it becomes due, while it is scheduled
 */
record TaskState(TaskStatus status, int attempt, Optional<Instant> dueAt) {
    static TaskState of(Task task) {
        return new TaskState(
                task.status(), task.counts().attempt(), task.times().runAt());
    }

    /** Whether a task is due, or beyond its time-out, for so long at least. */
    static boolean isLate(Task task, Instant now, Duration by) {
        if (task.status().equals(TaskStatus.SCHEDULED)) {
            return task.times().runAt().map(due -> due.plus(by).isBefore(now)).orElse(true);
        }
        return task.status().equals(TaskStatus.RUNNING)
                && task.times()
                        .startedAt()
                        .map(started -> started.plus(task.timeout()).plus(by).isBefore(now))
                        .orElse(false);
    }
}
