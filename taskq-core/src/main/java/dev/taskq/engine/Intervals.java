package dev.taskq.engine;

import dev.taskq.Preset;
import java.time.Duration;

/**
 * How often the parts of an idle system look at the store, by preset. Immutable.
 *
 * @param heartbeat the shortest interval between the heartbeats of a session. The lease of a leader outlives one that is late
 * @param observation between two observations of the sessions, where the store sees at once that a process has died
 * @param promotion between two searches for scheduled tasks that are due
 * @param idleScan between two scans of an idle agent that has no hints
 */
public record Intervals(Duration heartbeat, Duration observation, Duration promotion, Duration idleScan) {
    private static final Intervals FAST_RECOVERY = new Intervals(
            Duration.ofMillis(500), Duration.ofMillis(200), Duration.ofMillis(250), Duration.ofMillis(100));

    private static final Intervals FRUGAL =
            new Intervals(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(500));

    /** The intervals of a preset. */
    public static Intervals of(Preset preset) {
        return switch (preset) {
            case FAST_RECOVERY -> FAST_RECOVERY;
            case FRUGAL -> FRUGAL;
        };
    }
}
