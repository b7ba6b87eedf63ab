package dev.taskq.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The schedules that are due. Immutable.
 *
 * @param schedules the schedules, the longest due first
 * @param now the store's clock
 * @param untilNext the time until the first of all others is due, if there is one
 */
public record DueSchedules(List<DueSchedule> schedules, Instant now, Optional<Duration> untilNext) {
    /** Copies the list. */
    public DueSchedules {
        schedules = List.copyOf(schedules);
    }
}
