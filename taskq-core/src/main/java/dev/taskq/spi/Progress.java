package dev.taskq.spi;

import java.util.Optional;

/**
 * How far an execution has come, reported by its agent. Immutable.
 *
 * @param held the execution
 * @param fraction 0 to 1
 * @param note a text for people; not empty
 */
public record Progress(Held held, double fraction, Optional<String> note) {}
