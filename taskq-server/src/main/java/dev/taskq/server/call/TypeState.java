package dev.taskq.server.call;

import java.util.Optional;

/**
 * The state of a type. Immutable.
 *
 * @param type its name
 * @param paused whether its tasks are not handed out
 * @param warning what may be wrong with the name, as for a submit
 */
public record TypeState(String type, boolean paused, Optional<String> warning) {}
