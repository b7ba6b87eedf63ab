package dev.taskq.spi;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What the gauges duty found of a type. Immutable.
 *
 * @param name the type
 * @param floor no queued row of it has an earlier stamp; a store never moves a floor back
 * @param depth how many tasks wait, where a count was completed; the store stamps it with its clock
 */
public record BacklogCount(String name, Instant floor, OptionalLong depth) {}
