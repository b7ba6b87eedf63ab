package dev.taskq.spi;

import java.time.Instant;

/**
 * A hint: this task is probably waiting. Never trusted. Immutable.
 *
 * @param type the task's type
 * @param id the task's id
 * @param hintedAt the stamp that stands in the row as {@code hinted_at}, in microseconds
 */
public record Hint(String type, long id, Instant hintedAt) {}
