package dev.taskq.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An operation on many tasks to be started. Immutable; {@code with…} methods return changed copies. The coordinator
 * checks all values.
 *
 * @param action what it does
 * @param filter selects the tasks, if they are not named
 * @param ids names the tasks, if no filter selects them
 * @param limit the most tasks
 * @param dryRun whether it only counts
 */
public record NewOperation(
        Action action, Optional<TaskFilter> filter, List<Long> ids, OptionalLong limit, boolean dryRun) {

    /** What an operation does with each task. */
    public enum Action {
        /** Cancels it, or asks it to stop if it runs. */
        CANCEL("cancel"),
        /** Queues it again, if it is failed or cancelled. */
        RETRY("retry"),
        /** Queues it before it is due, if it is scheduled. Its counts stay. */
        RUN_NOW("run_now"),
        /** Deletes it, if it is final. */
        DELETE("delete");

        private final String wireName;

        Action(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /** Copies the list. */
    public NewOperation {
        ids = List.copyOf(ids);
    }

    /**
     * An operation on all tasks that a filter selects.
     *
     * @param action what it does
     * @param filter the filter
     * @return the operation
     */
    public static NewOperation of(Action action, TaskFilter filter) {
        return new NewOperation(action, Optional.of(filter), List.of(), OptionalLong.empty(), false);
    }

    /**
     * An operation on named tasks.
     *
     * @param action what it does
     * @param ids the ids of up to 1,000 tasks
     * @return the operation
     */
    public static NewOperation of(Action action, List<Long> ids) {
        return new NewOperation(action, Optional.empty(), ids, OptionalLong.empty(), false);
    }

    /**
     * This operation with a limit.
     *
     * @param most the most tasks, 1 or more
     * @return the new value
     */
    public NewOperation withLimit(long most) {
        return new NewOperation(action, filter, ids, OptionalLong.of(most), dryRun);
    }

    /**
     * This operation, which then only counts the tasks.
     *
     * @return the new value
     */
    public NewOperation asDryRun() {
        return new NewOperation(action, filter, ids, limit, true);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        filter.ifPresentOrElse(given -> json.put("filter", given.json()), () -> json.put("ids", ids));
        limit.ifPresent(most -> json.put("limit", most));
        if (dryRun) {
            json.put("dry_run", true);
        }
        return json;
    }
}
