package dev.taskq.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * One slice of a count over a type's open rows. Immutable.
 *
 * @param queued how many of the scanned rows are queued
 * @param since when the longest waiting of them was queued, regardless of its last hint; empty if none is queued
 * @param stoppedAt where the next slice begins; empty at the end
 */
public record CountStep(long queued, Optional<Instant> since, Optional<Position> stoppedAt) {}
