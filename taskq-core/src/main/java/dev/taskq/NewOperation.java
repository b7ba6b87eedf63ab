package dev.taskq;

import java.util.List;
import java.util.OptionalLong;

/**
 * An operation to be started: one action on many tasks. Immutable; {@code with…} methods return changed copies.
 *
 * @param action what is done with each task
 * @param selection the tasks
 * @param limit the most tasks that it handles, 1 or more; the newest are handled first
 * @param dryRun whether it only counts the tasks, up to {@link Operation#MOST_COUNTED}
 * @param origin the client that starts it
 */
public record NewOperation(
        OperationAction action, TaskSelection selection, OptionalLong limit, boolean dryRun, Origin origin) {
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
                action, new TaskSelection.ByFilter(filter), OptionalLong.empty(), false, Origin.UNKNOWN);
    }

    /**
     * An action on named tasks.
     *
     * @param action what is done with each task
     * @param ids the tasks, 1 to {@link TaskSelection#MOST_IDS}
     * @return the operation
     */
    public static NewOperation of(OperationAction action, List<Long> ids) {
        return new NewOperation(action, new TaskSelection.ByIds(ids), OptionalLong.empty(), false, Origin.UNKNOWN);
    }

    /**
     * This operation with a limit.
     *
     * @param most the most tasks that it handles, 1 or more
     * @return the new value
     */
    public NewOperation withLimit(long most) {
        return new NewOperation(action, selection, OptionalLong.of(most), dryRun, origin);
    }

    /**
     * This operation as a dry run, which only counts.
     *
     * @return the new value
     */
    public NewOperation asDryRun() {
        return new NewOperation(action, selection, limit, true, origin);
    }

    /**
     * This operation with an origin.
     *
     * @param from the client that starts it
     * @return the new value
     */
    public NewOperation withOrigin(Origin from) {
        return new NewOperation(action, selection, limit, dryRun, from);
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
