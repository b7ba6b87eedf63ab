package dev.taskq.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a type. Immutable.
 *
 * @param name its name
 * @param paused whether its hand-out is stopped
 * @param floor no queued row of the type has an earlier stamp
 * @param depth how many tasks waited at the last count; a count that reached the limit given to it stopped there
 * @param countedAt when that count ended; empty before the first
 */
public record TypeState(String name, boolean paused, Instant floor, long depth, Optional<Instant> countedAt) {}
