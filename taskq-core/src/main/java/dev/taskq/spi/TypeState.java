package dev.taskq.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a type. Immutable.
 *
 * @param name its name
 * @param paused whether its dispatch is stopped
 * @param floor no queued row of the type has an earlier stamp
 * @param depth how many tasks waited at the last count; a count that reached the limit given to it stopped there
 * @param countedAt when that count ended; empty before the first
 */
public record TypeState(String name, boolean paused, Instant floor, long depth, Optional<Instant> countedAt) {
    /** How long before the clock of the scan that found it a floor lies at least: no statement commits later than that. */
    public static final Duration FLOOR_SLACK = Duration.ofSeconds(10);

    /**
     * Where a scan may begin. A floor that lies nearer than {@link #FLOOR_SLACK}, or ahead, was found before the clock stepped
     * back: what has been queued since lies below it, and a scan begins before all rows.
     *
     * @param now the store's clock
     * @return the floor, or the beginning of time
     */
    public Instant floorAt(Instant now) {
        return floor.isAfter(now.minus(FLOOR_SLACK)) ? Instant.EPOCH : floor;
    }
}
