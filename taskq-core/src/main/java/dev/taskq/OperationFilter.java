package dev.taskq;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Selects operations: those that meet every condition that is given. Immutable; {@code with…} methods return changed
 * copies. Only the caller limits the rows that a store reads. The other conditions are checked row by row.
 *
 * @param statuses only operations in one of these; all if it is empty
 * @param action only operations with this action
 * @param caller only operations that this caller started
 */
public record OperationFilter(
        Set<OperationStatus> statuses, Optional<OperationAction> action, Optional<String> caller) {
    /** Selects all operations. */
    public static final OperationFilter ALL = new OperationFilter(Set.of(), Optional.empty(), Optional.empty());

    /** Copies the statuses and checks the caller. */
    public OperationFilter {
        statuses = Collections.unmodifiableSet(new TreeSet<>(statuses));
        caller.ifPresent(text -> TaskFilter.checkText("/caller", text));
    }

    /**
     * This filter for operations in one of these statuses.
     *
     * @param wanted the statuses; empty for all
     * @return the new value
     */
    public OperationFilter withStatuses(Set<OperationStatus> wanted) {
        return new OperationFilter(wanted, action, caller);
    }

    /**
     * This filter for operations with an action.
     *
     * @param wanted the action
     * @return the new value
     */
    public OperationFilter withAction(OperationAction wanted) {
        return new OperationFilter(statuses, Optional.of(wanted), caller);
    }

    /**
     * This filter for operations of a caller.
     *
     * @param name the caller's name, at most {@link TaskFilter#LONGEST_TEXT} characters
     * @return the new value
     */
    public OperationFilter withCaller(String name) {
        return new OperationFilter(statuses, action, Optional.of(name));
    }

    /**
     * Whether an operation of its caller meets the other conditions too.
     *
     * @param operation the operation
     * @return true if it does
     */
    public boolean fits(Operation operation) {
        return (statuses.isEmpty() || statuses.contains(operation.status()))
                && action.map(operation.request().action()::equals).orElse(true);
    }
}
