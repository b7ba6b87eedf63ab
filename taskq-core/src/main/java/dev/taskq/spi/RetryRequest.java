package dev.taskq.spi;

import java.util.OptionalInt;

/**
 * A retry by hand. Immutable.
 *
 * @param id the task
 * @param attempt only if the task still stands at this attempt
 */
public record RetryRequest(long id, OptionalInt attempt) {}
