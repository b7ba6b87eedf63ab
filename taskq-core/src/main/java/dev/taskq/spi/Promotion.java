package dev.taskq.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Scheduled tasks that were due and have been queued. Immutable.
 *
 * @param hints the hints to send, in the order of their due times
 * @param untilNext the time until the next scheduled task of the range is due, zero if it is due already; empty if the range has none
 */
public record Promotion(List<Hint> hints, Optional<Duration> untilNext) {
    /** Copies the list. */
    public Promotion {
        hints = List.copyOf(hints);
    }
}
