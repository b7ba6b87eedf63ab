package dev.taskq.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The stored state of a type. Immutable.
 *
 * @param name its name
 * @param paused whether its dispatch is stopped
 * @param floor no queued row of the type has an earlier stamp
 * @param depth how many tasks waited at the last count; a count stops at the limit that is given to it
 * @param countedAt when that count ended; empty before the first
 */
public record TypeState(String name, boolean paused, Instant floor, long depth, Optional<Instant> countedAt) {
    /**
     * The minimum distance between a scan floor and the time of the scan that set it: no statement commits later than
     * that.
     */
    public static final Duration FLOOR_SLACK = Duration.ofSeconds(10);

    /**
     * The position's stamp from which a scan begins. A floor that is closer to the clock than {@link #FLOOR_SLACK}, or
     * ahead of it, was set before the clock stepped back. Rows queued since are before it, so a scan begins before all
     * rows.
     *
     * @param now the store's clock
     * @return the floor, or the earliest time
     */
    public Instant floorAt(Instant now) {
        return floor.isAfter(now.minus(FLOOR_SLACK)) ? Instant.EPOCH : floor;
    }
}
