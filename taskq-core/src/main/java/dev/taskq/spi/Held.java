package dev.taskq.spi;

/**
 * An execution, as its agent holds it. Immutable.
 *
 * @param id the task
 * @param token the token of its claim
 */
public record Held(long id, long token) {}
