package dev.taskq;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list of schedules, by name. Immutable.
 *
 * @param schedules the schedules, without params
 * @param next the name after which the next page begins; empty if this page is the last one
 */
public record SchedulePage(List<Schedule> schedules, Optional<String> next) {
    /** Copies the list. */
    public SchedulePage {
        schedules = List.copyOf(schedules);
    }
}
