package dev.taskq;

import java.util.List;

/**
 * Submits tasks. It decides by itself in which transaction: the Spring Boot starters have one that submits in the current
 * transaction of the application. Application code that depends on this interface alone can be tested without a database.
 * Thread-safe.
 */
public interface TaskSubmitter {
    /**
     * Submits a task.
     *
     * @param task the task, such as {@code type.task(params)}
     * @return its id, valid once the transaction in which it was submitted has committed
     * @throws TaskRejectedException if the task cannot be accepted; nothing was stored
     * @throws KeyConflictException if the key was used before, for another task
     * @throws StoreUnavailableException if it was surely not stored
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same key
     */
    Submitted submit(NewTask task);

    /**
     * Submits tasks, all or none.
     *
     * @param tasks 1 to 1,000 tasks
     * @return their ids, in their order
     * @throws TaskRejectedException if one cannot be accepted; its pointers begin with {@code /tasks/<place>}; nothing was stored
     * @throws KeyConflictException if a key was used before, or twice in the list, for another task
     * @throws StoreUnavailableException if they were surely not stored
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same keys
     */
    List<Submitted> submitAll(List<NewTask> tasks);
}
