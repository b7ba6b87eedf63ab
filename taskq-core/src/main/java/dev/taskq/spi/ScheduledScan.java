package dev.taskq.spi;

/**
 * A bounded read of one type's scheduled rows, in the order of their ids. Immutable.
 *
 * @param type the type
 * @param after only rows with a higher id
 */
public record ScheduledScan(String type, long after) {}
