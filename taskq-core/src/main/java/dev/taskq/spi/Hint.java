package dev.taskq.spi;

import java.time.Duration;
import java.time.Instant;

/**
 * A hint that a task is probably waiting. Never trusted. Immutable.
 *
 * @param type the task's type
 * @param id the task's id
 * @param hintedAt the row's stamp {@code hinted_at}, in microseconds
 */
public record Hint(String type, long id, Instant hintedAt) {
    /**
     * How far ahead of the store's clock a stamp may be. taskq itself sets stamps at most a few seconds ahead, and more
     * only after the clock has stepped back. A stamp that is farther ahead is wrong: a queue with such a stamp is not
     * trusted, and no store keeps one.
     */
    public static final Duration MOST_AHEAD = Duration.ofMinutes(1);
}
