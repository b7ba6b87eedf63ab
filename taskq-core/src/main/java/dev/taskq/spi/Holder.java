package dev.taskq.spi;

/**
 * The holder of a running task: a session and one of its claims. Identifies the executions of that claim permanently.
 * Immutable.
 *
 * @param session the session
 * @param token the token of the claim: a number never used before in this session, 1 or more
 */
public record Holder(long session, long token) {}
