package dev.taskq.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a schedule that is due is to do. Immutable.
 *
 * @param name its name
 * @param version the version of its row that was read
 * @param times the fire times that become tasks, earliest first
 * @param next the next fire time; empty if there is none, and the schedule never fires again
 * @param skipped how many fire times are skipped
 * @param lastSkipped the latest of them
 */
public record FireStep(
        String name,
        long version,
        List<Instant> times,
        Optional<Instant> next,
        int skipped,
        Optional<Instant> lastSkipped) {
    /** Copies the list. */
    public FireStep {
        times = List.copyOf(times);
    }
}
