package dev.taskq.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * A type with all that is shown of it. Immutable.
 *
 * @param state its state
 * @param announced whether an agent has ever announced it; false if only callers have named it
 * @param pause when and by which caller it was paused; empty unless it is paused
 * @param waitsSince when the task was queued that had waited longest at the last count; empty if none waited
 * @param scheduled how many tasks were scheduled at the last count; a count stops at the limit that is given to it
 */
public record TypeReading(
        TypeState state, boolean announced, Optional<Pause> pause, Optional<Instant> waitsSince, long scheduled) {
    /**
     * The begin of a pause.
     *
     * @param at the time; empty if the row was changed by hand
     * @param by the caller; empty if it is not known
     */
    public record Pause(Optional<Instant> at, Optional<String> by) {}
}
