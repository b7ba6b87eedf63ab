package dev.taskq.telemetry;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;

/** Timers with a few buckets. The limits of the service levels are among them, so that these can be queried exactly. */
public final class Histograms {
    private static final Duration[] BRIEF =
            millis(1, 2.5, 5, 10, 25, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000, 60_000);
    private static final Duration[] OF_TASKS =
            millis(5, 10, 25, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000);

    private Histograms() {}

    /** A timer for operations that normally take milliseconds. */
    public static Timer.Builder brief(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(BRIEF);
    }

    /** A timer for the times of a task, which may be minutes. */
    public static Timer.Builder ofTasks(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(OF_TASKS);
    }

    /**
     * The time between two stamps of the store. Its clock may be set back between them, and a timer drops a time below zero
     * and logs a warning.
     */
    public static Duration atLeastZero(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }

    private static Duration[] millis(double... bounds) {
        return Arrays.stream(bounds)
                .mapToObj(millis -> Duration.ofNanos((long) (millis * 1e6)))
                .toArray(Duration[]::new);
    }
}
