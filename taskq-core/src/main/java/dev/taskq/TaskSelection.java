package dev.taskq;

import java.util.List;

/** The tasks of an operation. Immutable. */
public sealed interface TaskSelection {
    /** The most ids of one selection. */
    int MOST_IDS = 1_000;

    /**
     * All tasks that match a filter when the operation reaches them, of those that were stored before it was started.
     *
     * @param filter the filter
     */
    record ByFilter(TaskFilter filter) implements TaskSelection {}

    /**
     * Named tasks.
     *
     * @param ids 1 to {@link #MOST_IDS}; sorted, each once
     */
    record ByIds(List<Long> ids) implements TaskSelection {
        /** Sorts the ids and checks their number. */
        public ByIds {
            ids = ids.stream().distinct().sorted().toList();
            if (ids.isEmpty() || ids.size() > MOST_IDS) {
                throw new TaskRejectedException("/ids", "must be 1 to " + MOST_IDS + " ids");
            }
        }
    }

    /** The selection of an operation in a list, where it is not read. No operation can be started with it. */
    record Unread() implements TaskSelection {}
}
