package dev.taskq.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The backlog statistics of a type, as the leader counted them. Immutable.
 *
 * @param name the type
 * @param floor no queued row of the type has an earlier stamp; a store never moves a floor back
 * @param depth how many tasks wait, if a count was completed; the store adds the time of its clock
 * @param waitsSince when the task was queued that waits longest by that count; empty if none waits or nothing was counted
 * @param scheduled how many tasks are scheduled, if a count was completed
 */
public record BacklogCount(
        String name, Instant floor, OptionalLong depth, Optional<Instant> waitsSince, OptionalLong scheduled) {
    /**
     * Statistics without the longest wait and scheduled tasks.
     *
     * @param name the type
     * @param floor no queued row of the type has an earlier stamp
     * @param depth how many tasks wait, if a count was completed
     */
    public BacklogCount(String name, Instant floor, OptionalLong depth) {
        this(name, floor, depth, Optional.empty(), OptionalLong.empty());
    }
}
