package dev.taskq.spi;

/**
 * A hint taken from the queue, to be acknowledged. Immutable.
 *
 * @param hint the hint
 * @param receipt the queue's own name for the entry
 */
public record Delivery(Hint hint, String receipt) {}
