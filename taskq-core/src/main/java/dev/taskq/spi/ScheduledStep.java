package dev.taskq.spi;

import java.util.OptionalLong;

/**
 * One slice of a count over a type's scheduled rows. Immutable.
 *
 * @param scheduled how many rows were read
 * @param stoppedAt the id after which the next slice begins; empty at the end
 */
public record ScheduledStep(long scheduled, OptionalLong stoppedAt) {}
