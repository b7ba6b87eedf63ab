package dev.taskq.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Scheduled tasks that were due and are queued now. Immutable.
 *
 * @param hints the hints to send, in the order of their due times
 * @param untilNext the time until the next scheduled task is due, zero where it is already; empty where none is scheduled
 */
public record Promotion(List<Hint> hints, Optional<Duration> untilNext) {
    /** Copies the list. */
    public Promotion {
        hints = List.copyOf(hints);
    }
}
