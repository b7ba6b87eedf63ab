package dev.taskq;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What an operation does with each task. Immutable. */
public enum OperationAction {
    /** Cancels scheduled and queued tasks, and requests the end of running ones. */
    CANCEL,
    /** Queues failed and cancelled tasks again. */
    RETRY,
    /** Queues scheduled tasks before they are due. Their counts stay. */
    RUN_NOW,
    /** Forgets final tasks with their attempts. */
    DELETE;

    /**
     * The statuses of the tasks that it can be done with.
     *
     * @return one or more
     */
    public Set<TaskStatus> statuses() {
        return switch (this) {
            case CANCEL -> EnumSet.of(TaskStatus.SCHEDULED, TaskStatus.QUEUED, TaskStatus.RUNNING);
            case RETRY -> EnumSet.of(TaskStatus.FAILED, TaskStatus.CANCELLED);
            case RUN_NOW -> EnumSet.of(TaskStatus.SCHEDULED);
            case DELETE -> EnumSet.of(TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELLED);
        };
    }

    /**
     * Narrows a filter to the tasks that this action can be done with.
     *
     * @param filter the filter of a client
     * @return the narrower filter; empty if it would select no task
     */
    public Optional<TaskFilter> narrow(TaskFilter filter) {
        Set<TaskStatus> both = statuses();
        if (!filter.statuses().isEmpty()) {
            both.retainAll(filter.statuses());
        }
        return both.isEmpty() ? Optional.empty() : Optional.of(filter.withStatuses(both));
    }

    /**
     * The name used in the API and in the database.
     *
     * @return the lower-case name, such as {@code run_now}
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The action with a name used in the API and in the database.
     *
     * @param name a lower-case name, as {@link #wireName()} returns it
     * @return the action
     * @throws IllegalArgumentException if no action has that name
     */
    public static OperationAction ofWireName(String name) {
        for (OperationAction action : values()) {
            if (action.wireName().equals(name)) {
                return action;
            }
        }
        throw new IllegalArgumentException("no such action");
    }
}
