package dev.taskq.memory.data;

import dev.taskq.NewTask;
import dev.taskq.TaskStatus;
import java.time.Instant;

/**
 * The fields of a stored task that never change, but for {@code dueAt} of a task that was submitted in a transaction. Immutable.
 *
 * @param bytes the size of the params
 * @param first the status that a replay returns
 */
record Given(long id, NewTask task, long bytes, String bodyHash, Instant createdAt, Instant dueAt, TaskStatus first) {
    Given withDueAt(Instant due) {
        return new Given(id, task, bytes, bodyHash, createdAt, due, first);
    }
}
