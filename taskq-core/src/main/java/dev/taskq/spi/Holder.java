package dev.taskq.spi;

/**
 * What holds a running task: a session, by one of its claims. It names the executions of that claim for ever. Immutable.
 *
 * @param session the session
 * @param token the token of the claim: a number never used before in this session, 1 or more
 */
public record Holder(long session, long token) {}
