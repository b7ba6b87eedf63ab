package dev.taskq.spi;

import java.time.Duration;
import java.time.Instant;

/**
 * A hint: this task is probably waiting. Never trusted. Immutable.
 *
 * @param type the task's type
 * @param id the task's id
 * @param hintedAt the stamp that stands in the row as {@code hinted_at}, in microseconds
 */
public record Hint(String type, long id, Instant hintedAt) {
    /**
     * How far ahead of the store's clock a stamp may be. taskq itself stamps a few seconds ahead at most, and more only after the
     * clock has stepped back; what is farther ahead is wrong. A queue that has such a stamp is not believed, and no store
     * keeps one.
     */
    public static final Duration MOST_AHEAD = Duration.ofMinutes(1);
}
