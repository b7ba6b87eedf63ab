package dev.taskq.spi;

import dev.taskq.TaskLimits;
import java.time.Duration;
import java.util.List;

/**
 * A move of tasks to {@code running} by one session. Immutable.
 *
 * @param holder the new holder of the tasks: the session with a new token
 * @param items the tasks, each id once
 * @param takesSuspect whether it takes suspects, and then at most one; see {@link dev.taskq.Task.Counts#isSuspect()}
 * @param room the limit on the size of the tasks, applied in the order of the ids: after the first task that does not
 *     fit, no task is taken
 */
public record Claim(Holder holder, List<Item> items, boolean takesSuspect, Room room) {
    /** Copies the list. */
    public Claim {
        items = List.copyOf(items);
        if (holder.token() < 1) {
            throw new IllegalArgumentException("token must be 1 or more");
        }
    }

    /**
     * A claim that takes at most one suspect, and tasks of any size.
     *
     * @param holder the new holder of the tasks: the session with a new token
     * @param items the tasks, each id once
     */
    public Claim(Holder holder, List<Item> items) {
        this(holder, items, true, Room.UNLIMITED);
    }

    /**
     * The ids, in the order of the items.
     *
     * @return the ids
     */
    public List<Long> ids() {
        return items.stream().map(Item::id).toList();
    }

    /**
     * One task to claim.
     *
     * @param id its id
     * @param maxAttempts the limit on failures if the submitter gave none
     * @param timeout the time-out if the submitter gave none
     */
    public record Item(long id, int maxAttempts, Duration timeout) {
        /**
         * An item with a handler's defaults.
         *
         * @param id the task's id
         * @param defaults the defaults of the type's handler
         * @return the item
         */
        public static Item of(long id, TaskLimits defaults) {
            return new Item(
                    id,
                    defaults.maxAttempts().orElse(TaskLimits.DEFAULT_MAX_ATTEMPTS),
                    defaults.timeout().orElse(TaskLimits.DEFAULT_TIMEOUT));
        }
    }
}
