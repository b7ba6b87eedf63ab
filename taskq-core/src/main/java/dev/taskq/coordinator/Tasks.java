package dev.taskq.coordinator;

import dev.taskq.BacklogFullException;
import dev.taskq.CallDeadline;
import dev.taskq.CancelResult;
import dev.taskq.DeleteResult;
import dev.taskq.DrainResult;
import dev.taskq.KeyConflictException;
import dev.taskq.NewOperation;
import dev.taskq.NewTask;
import dev.taskq.Operation;
import dev.taskq.OperationFilter;
import dev.taskq.OperationPage;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.RetryResult;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Submitted;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskRejectedException;
import dev.taskq.TooManyOperationsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a coordinator does for clients and operators. Thread-safe.
 *
 * <p>A task is accepted when {@link #submit} returns: then it is durable, and reaches a final status whatever crashes.
 */
public interface Tasks {
    /** How many rows a page of a list looks at, at most. */
    int LIST_SCAN = 10_000;

    /** The most tasks, or operations, on a page of a list. */
    int LIST_LIMIT = 1_000;

    /**
     * {@link #submit(NewTask, CallDeadline)} for a caller that waits until it is answered.
     *
     * @param task the task
     * @return its id and first status
     */
    default Submitted submit(NewTask task) {
        return submit(task, CallDeadline.unbounded());
    }

    /**
     * Stores a task durably. Repeated with the same idempotency key by the same caller, it gives the same task.
     *
     * @param task the task
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return its id and first status
     * @throws TaskRejectedException if the task cannot be accepted as it is
     * @throws KeyConflictException if its key was used before with another task
     * @throws BacklogFullException if too many tasks of its type wait
     * @throws StoreUnavailableException if it was surely not stored: repeat freely; so also where the caller left, or its time
     *     was over, before
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same key
     */
    Submitted submit(NewTask task, CallDeadline deadline);

    /**
     * {@link #submitAll(List, CallDeadline)} for a caller that waits until it is answered.
     *
     * @param tasks one or more
     * @return their ids and first statuses, in their order
     */
    default List<Submitted> submitAll(List<NewTask> tasks) {
        return submitAll(tasks, CallDeadline.unbounded());
    }

    /**
     * Stores tasks durably, all or none, in one transaction.
     *
     * @param tasks one or more
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return their ids and first statuses, in their order
     * @throws TaskRejectedException if one cannot be accepted; its pointers begin with {@code /tasks/<place>}
     * @throws KeyConflictException if a key was used before with another task
     * @throws BacklogFullException if too many tasks of a type wait
     * @throws StoreUnavailableException if they were surely not stored: repeat freely; so also where the caller left, or its time
     *     was over, before
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same keys
     */
    List<Submitted> submitAll(List<NewTask> tasks, CallDeadline deadline);

    /**
     * {@link #submitAll(List, String, CallDeadline)} for a caller that waits until it is answered.
     *
     * @param tasks one or more, of one caller, without keys of their own
     * @param key 1 to 255 printable ASCII characters
     * @return their ids and first statuses, in their order
     */
    default List<Submitted> submitAll(List<NewTask> tasks, String key) {
        return submitAll(tasks, key, CallDeadline.unbounded());
    }

    /**
     * Stores tasks durably, all or none, in one transaction, as one batch under one idempotency key. Repeated with the same
     * key and the same tasks in the same order by the same caller, it gives the same tasks. The key of a batch is never that of
     * a single task. A task of the batch that was deleted after its retention is stored anew.
     *
     * @param tasks one or more, of one caller, without keys of their own
     * @param key 1 to 255 printable ASCII characters
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return their ids and first statuses, in their order
     * @throws TaskRejectedException if one cannot be accepted, or has a key of its own; its pointers begin with
     *     {@code /tasks/<place>}
     * @throws KeyConflictException if the key was used before with another list of tasks
     * @throws BacklogFullException if too many tasks of a type wait
     * @throws StoreUnavailableException if they were surely not stored: repeat freely; so also where the caller left, or its time
     *     was over, before
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same key
     */
    List<Submitted> submitAll(List<NewTask> tasks, String key, CallDeadline deadline);

    /**
     * {@link #find(long, CallDeadline)} for a caller that waits until it is answered.
     *
     * @param id its id
     * @return the task, whole; empty if there is none
     */
    default Optional<Task> find(long id) {
        return find(id, CallDeadline.unbounded());
    }

    /**
     * Reads a task.
     *
     * @param id its id
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return the task, whole; empty if there is none
     * @throws StoreUnavailableException if the store does not answer; so also where the caller left, or its time was over, before
     *     the call had its turn
     */
    Optional<Task> find(long id, CallDeadline deadline);

    /**
     * {@link #list(TaskFilter, Optional, int, CallDeadline)} for a caller that waits until it is answered.
     *
     * @param filter which
     * @param from behind this place; empty for the newest
     * @param limit how many, 1 to {@link #LIST_LIMIT}
     * @return the page; its tasks have no params, result and attempts
     */
    default TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit) {
        return list(filter, from, limit, CallDeadline.unbounded());
    }

    /**
     * Reads a page of tasks, newest first. Bounded in rows looked at ({@link #LIST_SCAN}): a page may be short, or empty,
     * and have a next one.
     *
     * @param filter which
     * @param from behind this place; empty for the newest
     * @param limit how many, 1 to {@link #LIST_LIMIT}
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return the page; its tasks have no params, result and attempts
     * @throws StoreUnavailableException if the store does not answer; so also where the caller left, or its time was over, before
     *     the call had its turn
     */
    TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, CallDeadline deadline);

    /**
     * {@link #cancel(long, CallDeadline)} for a caller that waits until it is answered.
     *
     * @param id its id
     * @return what became of it
     */
    default CancelResult cancel(long id) {
        return cancel(id, CallDeadline.unbounded());
    }

    /**
     * Cancels a task that waits, or asks one that runs to stop.
     *
     * @param id its id
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return what became of it
     * @throws StoreUnavailableException if nothing was changed; so also where the caller left, or its time was over, before the
     *     call had its turn
     * @throws OutcomeUnknownException if the outcome is unknown: repeat
     */
    CancelResult cancel(long id, CallDeadline deadline);

    /**
     * {@link #retry(long, OptionalInt, CallDeadline)} for a caller that waits until it is answered.
     *
     * @param id its id
     * @param attempt only if it still stands at this attempt, which makes a repeat safe
     * @return what became of it
     */
    default RetryResult retry(long id, OptionalInt attempt) {
        return retry(id, attempt, CallDeadline.unbounded());
    }

    /**
     * Queues a failed or cancelled task again, with failures, losses and releases of 0. Queues a scheduled task, which is delayed or
     * backs off, before it is due; its counts stay as they are.
     *
     * @param id its id
     * @param attempt only if it still stands at this attempt, which makes a repeat safe
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return what became of it
     * @throws StoreUnavailableException if nothing was changed; so also where the caller left, or its time was over, before the
     *     call had its turn
     * @throws OutcomeUnknownException if the outcome is unknown
     */
    RetryResult retry(long id, OptionalInt attempt, CallDeadline deadline);

    /**
     * Queues a scheduled task before it is due, as {@link #retry(long, OptionalInt, CallDeadline)} does, and no other: a task that was
     * cancelled meanwhile stays cancelled.
     *
     * @param id its id
     * @param attempt only if it still stands at this attempt
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return what became of it; {@link RetryResult.Refused} if it is not scheduled
     * @throws StoreUnavailableException if nothing was changed; so also where the caller left, or its time was over, before the
     *     call had its turn
     * @throws OutcomeUnknownException if the outcome is unknown: repeat
     */
    RetryResult runNow(long id, OptionalInt attempt, CallDeadline deadline);

    /**
     * {@link #delete(long, CallDeadline)} for a caller that waits until it is answered.
     *
     * @param id its id
     * @return what became of it
     */
    default DeleteResult delete(long id) {
        return delete(id, CallDeadline.unbounded());
    }

    /**
     * Forgets a final task with its attempts. Its idempotency key can be used again.
     *
     * @param id its id
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return what became of it
     * @throws StoreUnavailableException if nothing was changed; so also where the caller left, or its time was over, before the
     *     call had its turn
     * @throws OutcomeUnknownException if the outcome is unknown: repeat
     */
    DeleteResult delete(long id, CallDeadline deadline);

    /**
     * Starts an operation: one action on many tasks. The leader carries it out in bounded steps, whatever crashes meanwhile.
     *
     * @param operation what to do, and with which tasks; only tasks that are stored already are handled
     * @return the operation, running
     * @throws TooManyOperationsException if 100 operations are running, or 25 of the caller of its origin, if that is named
     * @throws StoreUnavailableException if it was surely not started
     * @throws OutcomeUnknownException if the outcome is unknown: a repeat may start a second one
     */
    Operation startOperation(NewOperation operation);

    /**
     * Reads an operation. It is kept for 7 days after its end.
     *
     * @param id its id
     * @return the operation; empty if there is none
     * @throws StoreUnavailableException if the store does not answer
     */
    Optional<Operation> findOperation(long id);

    /**
     * Reads a page of operations, newest first. Bounded in rows looked at ({@link #LIST_SCAN}): a page may be short, or
     * empty, and have a next one.
     *
     * @param filter which
     * @param before the {@link OperationPage#next()} of the page before; empty for the newest
     * @param limit how many, 1 to {@link #LIST_LIMIT}
     * @return the page; its operations have no selection
     * @throws StoreUnavailableException if the store does not answer
     */
    OperationPage listOperations(OperationFilter filter, OptionalLong before, int limit);

    /**
     * Asks for the end of an operation. What it did before stays. One that has ended stays as it is.
     *
     * @param id its id
     * @return the operation; empty if there is none
     * @throws StoreUnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the outcome is unknown: repeat
     */
    Optional<Operation> cancelOperation(long id);

    /**
     * {@link #pause(String, String)} for an embedding application.
     *
     * @param type its name
     * @return what may be wrong, as for a submit
     */
    default Optional<String> pause(String type) {
        return pause(type, "");
    }

    /**
     * Stops the dispatch of a type: agents learn it with their next heartbeat and take no more of it. What runs goes on, and
     * submits are accepted.
     *
     * @param type its name; an unknown one becomes known, and stays one that no agent has announced
     * @param by the caller, shown to operators; empty for an embedding application
     * @return what may be wrong, as for a submit: no agent serves the type, and none has ever served it
     * @throws TaskRejectedException if it cannot be the name of a type, or is one too many
     * @throws StoreUnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the outcome is unknown: repeat
     */
    Optional<String> pause(String type, String by);

    /**
     * {@link #resume(String, String)} for an embedding application.
     *
     * @param type its name
     * @return what may be wrong, as for a submit
     */
    default Optional<String> resume(String type) {
        return resume(type, "");
    }

    /**
     * Starts the dispatch of a type again.
     *
     * @param type its name; an unknown one becomes known, and stays one that no agent has announced
     * @param by the caller; empty for an embedding application
     * @return what may be wrong, as for a submit: no agent serves the type, and none has ever served it
     * @throws TaskRejectedException if it cannot be the name of a type, or is one too many
     * @throws StoreUnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the outcome is unknown: repeat
     */
    Optional<String> resume(String type, String by);

    /**
     * {@link #await(long, CallDeadline)} for a caller that waits for a time.
     *
     * @param id its id
     * @param longest how long to wait, zero or more
     * @return the task as it then stands, final or not; empty if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    default Optional<Task> await(long id, Duration longest) throws InterruptedException {
        return await(id, CallDeadline.of(longest));
    }

    /**
     * Waits until a task is final, or the caller has left.
     *
     * @param id its id
     * @param deadline how long the caller waits; not used for another call
     * @return the task as it then stands, final or not; empty if there is none
     * @throws StoreUnavailableException if the store does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    Optional<Task> await(long id, CallDeadline deadline) throws InterruptedException;

    /**
     * Asks an agent to take no more tasks. Its next heartbeat brings that, usually within a second (with {@code frugal} six). It finishes what it runs, and then
     * stays without tasks until it is stopped. This cannot be taken back: start the agent anew.
     *
     * @param session its session
     * @return what that did; empty if no agent of that session lives
     * @throws StoreUnavailableException if it was not asked
     * @throws dev.taskq.OutcomeUnknownException if it may have been asked: repeat
     */
    Optional<DrainResult> drain(long session);
}
