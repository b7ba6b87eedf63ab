package dev.taskq.test;

import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.Submitted;
import dev.taskq.TaskRejectedException;
import dev.taskq.coordinator.Tasks;
import java.sql.Connection;
import java.util.List;

/**
 * Submits tasks where the application would in a transaction of its own, so that it needs no database. The connection is not used,
 * and may be any: a task is stored at once, and no rollback takes it back. Immutable and thread-safe.
 */
public final class TestSubmitter {
    private final Tasks tasks;

    TestSubmitter(Tasks tasks) {
        this.tasks = tasks;
    }

    /**
     * Submits a task.
     *
     * @param connection the application's connection, which is not used
     * @param task the task
     * @return its id and status
     * @throws TaskRejectedException if the task cannot be accepted
     * @throws KeyConflictException if its key was used before with another task
     */
    public Submitted submit(Connection connection, NewTask task) {
        return tasks.submit(task);
    }

    /**
     * Submits tasks, all or none.
     *
     * @param connection the application's connection, which is not used
     * @param all one or more
     * @return their ids and statuses, in their order
     * @throws TaskRejectedException if one cannot be accepted
     * @throws KeyConflictException if a key was used before with another task
     */
    public List<Submitted> submitAll(Connection connection, List<NewTask> all) {
        return tasks.submitAll(all);
    }
}
