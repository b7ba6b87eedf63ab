package dev.taskq.spi;

import java.time.Instant;

/**
 * A living agent that was asked to drain. Immutable.
 *
 * @param spec the data with which its session was opened
 * @param openedAt when that was
 * @param changed whether this request was the first
 */
public record Drained(NewSession spec, Instant openedAt, boolean changed) {}
