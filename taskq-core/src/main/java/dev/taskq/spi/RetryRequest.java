package dev.taskq.spi;

import java.util.OptionalInt;

/**
 * A manual retry. Immutable.
 *
 * @param id the task
 * @param attempt if given, the retry is refused unless the task is still at this attempt
 */
public record RetryRequest(long id, OptionalInt attempt) {}
