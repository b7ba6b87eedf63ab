package dev.taskq.spi;

import dev.taskq.CallDeadline;
import dev.taskq.CancelResult;
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
 * What clients ask of the store: to keep tasks, to read them, to cancel them and to queue them again. What holds for every
 * method is said at {@link StorePort}.
 */
public interface Submissions {
    /**
     * Stores tasks in one transaction, all or none, and returns when they are durable. A task under a key that its caller
     * used before, with the same {@code bodyHash}, is not stored again but answered as the first was. Rows get their ids
     * in the order given, those under a key after the others.
     *
     * <p>That the types are registered is for the caller to see to. A store does not look, for every insert would pay for
     * it: a task of another type is stored, and then no duty cares for it until somebody registers its type, as an agent
     * that serves it does.
     *
     * @param inserts one or more
     * @return what is stored, for each
     * @throws KeyConflictException if a key was used with another {@code bodyHash}
     * @throws StoreBusyException if another transaction holds a key for longer than a moment
     */
    List<Inserted> insert(List<Insert> inserts);

    /**
     * Reads tasks, whole.
     *
     * @param ids any number
     * @return those that exist, by id
     */
    List<Task> find(Collection<Long> ids);

    /**
     * Reads tasks, whole, for a caller that may leave: a call that still waits for its turn then, or when the caller's time is over,
     * is given up. What is under way goes on. A store in which no call waits for others looks at no caller.
     *
     * @param ids any number
     * @param caller how long the caller waits
     * @return those that exist, by id
     * @throws StoreBusyException if it was given up
     */
    default List<Task> find(Collection<Long> ids, CallDeadline caller) {
        return find(ids);
    }

    /**
     * Reads where tasks stand.
     *
     * @param ids any number
     * @return the status of those that exist
     */
    Map<Long, TaskStatus> statuses(Collection<Long> ids);

    /**
     * Reads a page of tasks, newest first by {@code (created_at, id)}.
     *
     * @param filter which
     * @param from behind this place; empty for the newest
     * @param limit how many to give, 1 or more
     * @param scan how many rows may be looked at, 1 or more
     * @return the page; its tasks have no params, result and attempts
     */
    TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan);

    /**
     * Reads a page of tasks for a caller that may leave, as {@link #find(Collection, CallDeadline)} does.
     *
     * @param filter which
     * @param from behind this place; empty for the newest
     * @param limit how many to give, 1 or more
     * @param scan how many rows may be looked at, 1 or more
     * @param caller how long the caller waits
     * @return the page; its tasks have no params, result and attempts
     * @throws StoreBusyException if it was given up
     */
    default TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan, CallDeadline caller) {
        return list(filter, from, limit, scan);
    }

    /**
     * Cancels what is scheduled or queued; asks for the end of what runs. Waits a moment for locked rows.
     *
     * @param ids each once
     * @return what became of each
     * @throws StoreBusyException if a row stayed locked
     */
    List<CancelResult> cancel(List<Long> ids);

    /**
     * Cancels for a caller that may leave, as {@link #find(Collection, CallDeadline)} reads.
     *
     * @param ids each once
     * @param caller how long the caller waits
     * @return what became of each
     * @throws StoreBusyException if a row stayed locked, or it was given up
     */
    default List<CancelResult> cancel(List<Long> ids, CallDeadline caller) {
        return cancel(ids);
    }

    /**
     * Queues failed and cancelled tasks again, with counts of 0, no request to cancel, and no session or token. Waits a
     * moment for locked rows.
     *
     * @param requests each id once
     * @return what became of each; of one queued again, {@code queued_at} is the stamp of the hint to send
     * @throws StoreBusyException if a row stayed locked
     */
    List<RetryResult> retry(List<RetryRequest> requests);

    /**
     * Queues again for a caller that may leave, as {@link #find(Collection, CallDeadline)} reads.
     *
     * @param requests each id once
     * @param caller how long the caller waits
     * @return what became of each, as without a caller
     * @throws StoreBusyException if a row stayed locked, or it was given up
     */
    default List<RetryResult> retry(List<RetryRequest> requests, CallDeadline caller) {
        return retry(requests);
    }
}
