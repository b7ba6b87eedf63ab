package dev.taskq.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * A slice of a count along one type's open rows. Immutable.
 *
 * @param queued how many of the rows looked at are queued
 * @param since since when the one of them waits that has waited longest, whenever it was hinted last; empty if there is none
 * @param stoppedAt where to go on; empty where it came to the end
 */
public record CountStep(long queued, Optional<Instant> since, Optional<Position> stoppedAt) {}
