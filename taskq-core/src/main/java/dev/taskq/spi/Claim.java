package dev.taskq.spi;

import dev.taskq.TaskLimits;
import java.time.Duration;
import java.util.List;

/**
 * A move of tasks to {@code running} by one session. Immutable.
 *
 * @param holder what holds the tasks from then on: the session, with a fresh token
 * @param items the tasks, each id once
 * @param takesSuspect whether it takes a suspect, and then one at most; see {@link dev.taskq.Task.Counts#isSuspect()}
 * @param room how much it may take, in the order of the ids: once one does not fit, none behind it is taken
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
     * A claim that takes one suspect at most, and tasks of any size.
     *
     * @param holder what holds the tasks from then on: the session, with a fresh token
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
     * @param maxAttempts the bound in force where the submitter gave none
     * @param timeout the time-out in force where the submitter gave none
     */
    public record Item(long id, int maxAttempts, Duration timeout) {
        /**
         * With a handler's defaults.
         *
         * @param id the task's id
         * @param defaults what the handler gives its type
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
