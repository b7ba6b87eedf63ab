package dev.taskq;

import java.time.Instant;
import java.util.Optional;

/**
 * The schedule that a task comes from. Immutable.
 *
 * @param schedule the schedule's name
 * @param time the fire time: the time for which the schedule fired, by its recurrence, and not the time at which it did. A
 *     schedule fires once at most for each; empty if it was run by hand
 */
public record Fire(String schedule, Optional<Instant> time) {}
