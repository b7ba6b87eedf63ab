package dev.taskq.spi;

import dev.taskq.CallDeadline;
import dev.taskq.CancelResult;
import dev.taskq.DeleteResult;
import dev.taskq.KeyConflictException;
import dev.taskq.RetryResult;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls of clients: to store, read, cancel, retry and delete tasks. {@link StorePort} describes what holds for every
 * method.
 */
public interface Submissions {
    /**
     * Stores tasks in one transaction, all or none, and returns when they are durable. If the caller used a task's key
     * before with the same {@code bodyHash}, the task is not stored again, and the result is that of the first. Rows
     * get their ids in the given order, those with a key after the others.
     *
     * The caller must make sure that the types are registered. The store does not check that, since every insert would
     * pay for it. A task of an unregistered type is stored, but no duty handles it until the type is registered, as an
     * agent that serves it does.
     *
     * @param inserts one or more
     * @return the stored row of each
     * @throws KeyConflictException if a key was used with another {@code bodyHash}
     * @throws StoreBusyException if another transaction holds a key for longer than the lock time-out
     */
    List<Inserted> insert(List<Insert> inserts);

    /**
     * Reads whole tasks.
     *
     * @param ids any number
     * @return the tasks that exist, by id
     */
    List<Task> find(Collection<Long> ids);

    /**
     * Reads whole tasks for a caller that may leave. If the call is still waiting for its turn when the caller leaves
     * or times out, it is given up. A call in progress continues. A store in which no call waits for others ignores the
     * caller.
     *
     * @param ids any number
     * @param caller the caller's deadline
     * @return the tasks that exist, by id
     * @throws StoreBusyException if the call was given up
     */
    default List<Task> find(Collection<Long> ids, CallDeadline caller) {
        return find(ids);
    }

    /**
     * Reads the status of tasks.
     *
     * @param ids any number
     * @return the status of the tasks that exist
     */
    Map<Long, TaskStatus> statuses(Collection<Long> ids);

    /**
     * Reads a page of tasks, newest first by {@code (created_at, id)}. The rows of a caller's key, and those outside the
     * window of creation, are found by an index; all other conditions are checked row by row.
     *
     * @param filter selects the tasks
     * @param from the position after which the page begins; empty for the newest tasks
     * @param limit the most tasks on the page, 1 or more
     * @param scan the most rows to read, 1 or more
     * @return the page; its tasks have no params, result and attempts
     */
    TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan);

    /**
     * Reads a page of tasks for a caller that may leave, as {@link #find(Collection, CallDeadline)} does.
     *
     * @param filter selects the tasks
     * @param from the position after which the page begins; empty for the newest tasks
     * @param limit the most tasks on the page, 1 or more
     * @param scan the most rows to read, 1 or more
     * @param caller the caller's deadline
     * @return the page; its tasks have no params, result and attempts
     * @throws StoreBusyException if the call was given up
     */
    default TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan, CallDeadline caller) {
        return list(filter, from, limit, scan);
    }

    /**
     * Cancels scheduled and queued tasks, and requests the end of running ones. Waits briefly for locked rows.
     *
     * @param ids each once
     * @return the result of each
     * @throws StoreBusyException if a row stayed locked
     */
    List<CancelResult> cancel(List<Long> ids);

    /**
     * Cancels for a caller that may leave, as {@link #find(Collection, CallDeadline)} does.
     *
     * @param ids each once
     * @param caller the caller's deadline
     * @return the result of each
     * @throws StoreBusyException if a row stayed locked, or the call was given up
     */
    default List<CancelResult> cancel(List<Long> ids, CallDeadline caller) {
        return cancel(ids);
    }

    /**
     * Queues failed and cancelled tasks again, with counts of 0, no request to cancel, and no holder. Queues scheduled tasks before
     * they are due, as {@link Dispatch#promote} queues those that are due: their counts stay. Waits briefly for locked rows.
     *
     * @param requests each id once
     * @return the result of each; for a task that was queued again, {@code queued_at} is the stamp of the hint to send
     * @throws StoreBusyException if a row stayed locked
     */
    List<RetryResult> retry(List<RetryRequest> requests);

    /**
     * Queues again for a caller that may leave, as {@link #find(Collection, CallDeadline)} does.
     *
     * @param requests each id once
     * @param caller the caller's deadline
     * @return the result of each
     * @throws StoreBusyException if a row stayed locked, or the call was given up
     */
    default List<RetryResult> retry(List<RetryRequest> requests, CallDeadline caller) {
        return retry(requests);
    }

    /**
     * Deletes final tasks with their attempts and their progress, all that are final or none. Their idempotency keys can be used again.
     *
     * @param ids each once
     * @return the result of each
     * @throws StoreBusyException if another transaction holds a row; nothing was changed
     */
    List<DeleteResult> delete(List<Long> ids);

    /**
     * Deletes for a caller that may leave, as {@link #find(Collection, CallDeadline)} does.
     *
     * @param ids each once
     * @param caller the caller's deadline
     * @return the result of each
     * @throws StoreBusyException if another transaction holds a row, or the call was given up
     */
    default List<DeleteResult> delete(List<Long> ids, CallDeadline caller) {
        return delete(ids);
    }
}
