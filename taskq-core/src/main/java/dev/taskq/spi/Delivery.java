package dev.taskq.spi;

/**
 * A hint taken from the queue, to be acknowledged. Immutable.
 *
 * @param hint the hint
 * @param receipt the queue's own id of the entry
 */
public record Delivery(Hint hint, String receipt) {}
