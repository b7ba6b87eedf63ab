package dev.taskq.server.call;

/**
 * The state of a type. Immutable.
 *
 * @param type its name
 * @param paused whether its tasks are not handed out
 */
public record TypeState(String type, boolean paused) {}
