package dev.taskq.spi;

/**
 * An execution that an agent holds. Immutable.
 *
 * @param id the task
 * @param token the token of its claim
 */
public record Held(long id, long token) {}
