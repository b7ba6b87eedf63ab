package dev.taskq.spi;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationFilter;
import dev.taskq.OperationPage;
import dev.taskq.StoreBusyException;
import dev.taskq.TooManyOperationsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Operations on many tasks: kept in the store, and carried out in steps by the leader. {@link StorePort} describes what
 * holds for every method.
 */
public interface Operations {
    /** The most operations that run at a time. */
    int MOST_RUNNING = 100;

    /**
     * The most operations of one caller that run at a time, so that no caller keeps all others from starting any. A program
     * that starts operations without the name of a caller is bounded by {@link #MOST_RUNNING} alone.
     */
    int MOST_RUNNING_OF_CALLER = MOST_RUNNING / 4;

    /** The most operations that are kept, running or not. */
    int MOST_KEPT = 10_000;

    /**
     * Stores an operation. It will handle only tasks that are stored already.
     *
     * @param operation the operation
     * @return the stored operation, running, with no task handled
     * @throws TooManyOperationsException if {@link #MOST_RUNNING} operations are running, or {@link
     *     #MOST_RUNNING_OF_CALLER} of its caller
     * @throws StoreBusyException if other calls held the operations for too long
     * @throws IllegalArgumentException if the operation has no selection, because it comes from a list
     */
    Operation start(NewOperation operation);

    /**
     * Reads an operation.
     *
     * @param id its id
     * @return the operation, if it exists
     */
    Optional<Operation> find(long id);

    /**
     * Lists operations, newest first. With a caller, only rows of that caller are read, so that neither the cost nor the
     * position of the next page depends on the operations of others.
     *
     * @param filter selects the operations
     * @param before the {@link OperationPage#next()} of the page before; empty for the first page
     * @param limit the most operations in the page, 1 or more
     * @param scan the most rows to read, 1 or more
     * @return the page; its operations have no selection
     */
    OperationPage list(OperationFilter filter, OptionalLong before, int limit, int scan);

    /**
     * Requests the end of an operation. It ends with its next step. An operation that has ended stays as it is.
     *
     * @param id its id
     * @return the operation, if it exists
     */
    Optional<Operation> cancel(long id);

    /**
     * Finds the operations that are running.
     *
     * @return their ids, oldest first
     */
    List<Long> running();

    /**
     * Takes one step of an operation, in one transaction: reads the next rows, does the action with those that are
     * selected, counts them, and moves the position behind them. So a step that was not committed did nothing, and the
     * next one repeats it; and no task is handled twice.
     *
     * Ids are handled in their order, all other tasks newest first: by {@code (created_at, id)} or by id, which differ only for
     * calls at the same time. A step may handle no task although more are left. Tasks that were stored
     * after the operation are not handled. A task that no longer matches the filter when its row is locked is not
     * handled. The step waits for no row: at a row that another transaction holds it stops, with what is before it
     * done. A step after a request to cancel ends the operation instead. A step that reaches the last row, or the most
     * tasks that the operation may match, ends it too.
     *
     * @param step the operation, and the bounds of the step
     * @return what was done; nothing if the operation is not running, or another process takes a step of it
     */
    Advanced advance(Advance step);

    /**
     * Ends a running operation that cannot go on.
     *
     * @param id its id
     * @param error the reason, at most 4,000 characters
     */
    void fail(long id, String error);

    /**
     * Deletes operations that ended long ago, and the oldest of those that have ended beyond {@link #MOST_KEPT}.
     *
     * @param retention how long those that have ended are kept
     * @return how many it deleted
     */
    int purge(Duration retention);

    /**
     * Checks that one more operation may run. A store calls it in the transaction that starts the operation.
     *
     * @param operation the operation to be started
     * @param running how many operations are running
     * @param ofCaller how many of them its caller started
     * @throws TooManyOperationsException if these are too many
     */
    static void requireRoom(NewOperation operation, long running, long ofCaller) {
        boolean isNamed = !operation.origin().caller().isEmpty();
        if (isNamed && ofCaller >= MOST_RUNNING_OF_CALLER) {
            throw new TooManyOperationsException(MOST_RUNNING_OF_CALLER, true);
        }
        if (running >= MOST_RUNNING) {
            throw new TooManyOperationsException(MOST_RUNNING, false);
        }
    }
}
