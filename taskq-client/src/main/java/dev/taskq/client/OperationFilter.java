package dev.taskq.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Selects operations: those that meet every condition that is given. Immutable; {@code with…} methods return narrower
 * copies. The coordinator checks all values.
 *
 * @param statuses only operations in one of these: {@code running}, {@code done}, {@code cancelled} or {@code failed};
 *     all if it is empty
 * @param action only operations with this action
 * @param caller only operations that this caller started
 */
public record OperationFilter(List<String> statuses, Optional<NewOperation.Action> action, Optional<String> caller) {
    /** Selects all operations. */
    public static final OperationFilter ALL = new OperationFilter(List.of(), Optional.empty(), Optional.empty());

    /** Copies the list. */
    public OperationFilter {
        statuses = List.copyOf(statuses);
    }

    /**
     * Only operations in one of these statuses.
     *
     * @param any the statuses
     * @return the new value
     */
    public OperationFilter withStatus(String... any) {
        return new OperationFilter(List.of(any), action, caller);
    }

    /**
     * Only operations with an action.
     *
     * @param wanted the action
     * @return the new value
     */
    public OperationFilter withAction(NewOperation.Action wanted) {
        return new OperationFilter(statuses, Optional.of(wanted), caller);
    }

    /**
     * Only operations that a caller started.
     *
     * @param name the caller's name
     * @return the new value
     */
    public OperationFilter withCaller(String name) {
        return new OperationFilter(statuses, action, Optional.of(name));
    }

    /** The values by their names in the API. */
    Map<String, List<String>> values() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (!statuses.isEmpty()) {
            values.put("status", statuses);
        }
        action.ifPresent(it -> values.put("action", List.of(it.wireName())));
        caller.ifPresent(it -> values.put("caller", List.of(it)));
        return values;
    }
}
