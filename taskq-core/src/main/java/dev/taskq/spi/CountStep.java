package dev.taskq.spi;

import java.util.Optional;

/**
 * A slice of a count along one type's open rows. Immutable.
 *
 * @param queued how many of the rows looked at are queued
 * @param stoppedAt where to go on; empty where it came to the end
 */
public record CountStep(long queued, Optional<Position> stoppedAt) {}
