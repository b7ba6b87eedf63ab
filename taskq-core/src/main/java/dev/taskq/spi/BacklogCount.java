package dev.taskq.spi;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * The backlog statistics of a type, as the leader counted them. Immutable.
 *
 * @param name the type
 * @param floor no queued row of the type has an earlier stamp; a store never moves a floor back
 * @param depth how many tasks wait, if a count was completed; the store adds the time of its clock
 */
public record BacklogCount(String name, Instant floor, OptionalLong depth) {}
