package dev.taskq;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An operation to be started: one action on many tasks. Immutable; {@code with…} methods return changed copies.
 *
 * @param action what is done with each task
 * @param selection the tasks
 * @param limit the most tasks that it handles, 1 or more; the newest are handled first
 * @param dryRun whether it only counts the tasks, up to {@link Operation#MOST_COUNTED}
 * @param origin the client that starts it
 * @param own whether it selects only tasks that the caller of its origin submitted; no others exist for it
 */
public record NewOperation(
        OperationAction action,
        TaskSelection selection,
        OptionalLong limit,
        boolean dryRun,
        Origin origin,
        boolean own) {
    /** Checks the limit. */
    public NewOperation {
        if (limit.isPresent() && limit.getAsLong() < 1) {
            throw new TaskRejectedException("/limit", "must be 1 or more");
        }
    }

    /**
     * An action on all tasks that match a filter.
     *
     * @param action what is done with each task
     * @param filter the tasks
     * @return the operation
     */
    public static NewOperation of(OperationAction action, TaskFilter filter) {
        return new NewOperation(
                action, new TaskSelection.ByFilter(filter), OptionalLong.empty(), false, Origin.UNKNOWN, false);
    }

    /**
     * An action on named tasks.
     *
     * @param action what is done with each task
     * @param ids the tasks, 1 to {@link TaskSelection#MOST_IDS}
     * @return the operation
     */
    public static NewOperation of(OperationAction action, List<Long> ids) {
        return new NewOperation(
                action, new TaskSelection.ByIds(ids), OptionalLong.empty(), false, Origin.UNKNOWN, false);
    }

    /**
     * This operation with a limit.
     *
     * @param most the most tasks that it handles, 1 or more
     * @return the new value
     */
    public NewOperation withLimit(long most) {
        return new NewOperation(action, selection, OptionalLong.of(most), dryRun, origin, own);
    }

    /**
     * This operation as a dry run, which only counts.
     *
     * @return the new value
     */
    public NewOperation asDryRun() {
        return new NewOperation(action, selection, limit, true, origin, own);
    }

    /**
     * This operation with an origin.
     *
     * @param from the client that starts it
     * @return the new value
     */
    public NewOperation withOrigin(Origin from) {
        return new NewOperation(action, selection, limit, dryRun, from, own);
    }

    /**
     * This operation on tasks of its own caller only.
     *
     * @return the new value
     */
    public NewOperation onOwnTasks() {
        return new NewOperation(action, selection, limit, dryRun, origin, true);
    }

    /**
     * This operation as lists show it.
     *
     * @return the new value, without its selection
     */
    public NewOperation toListed() {
        return new NewOperation(action, new TaskSelection.Unread(), limit, dryRun, origin, own);
    }

    /**
     * Checks that it has a selection, as an operation that is started must.
     *
     * @throws IllegalArgumentException if it comes from a list
     */
    public void requireSelection() {
        if (selection instanceof TaskSelection.Unread) {
            throw new IllegalArgumentException("an operation of a list has no selection, and cannot be started");
        }
    }

    /**
     * Whether it may select a task that a caller submitted.
     *
     * @param caller the caller of the task
     * @return false if the task does not exist for it
     */
    public boolean mayTouch(String caller) {
        return !own || caller.equals(origin.caller());
    }

    /**
     * Narrows its filter to the tasks that it may select and that its action can be done with.
     *
     * @param filter the filter of its selection
     * @return the narrower filter; empty if it would select no task
     */
    public Optional<TaskFilter> narrow(TaskFilter filter) {
        if (!filter.caller().map(this::mayTouch).orElse(true)) {
            return Optional.empty();
        }
        return action.narrow(own ? filter.withCaller(origin.caller()) : filter);
    }

    /**
     * The most tasks that it can match.
     *
     * @return the limit, or for a dry run the smaller of the limit and {@link Operation#MOST_COUNTED}
     */
    public long most() {
        long given = limit.orElse(Long.MAX_VALUE);
        return dryRun ? Math.min(given, Operation.MOST_COUNTED) : given;
    }
}
