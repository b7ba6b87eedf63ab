package dev.taskq.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happened to tasks over a time, in steps. Immutable.
 *
 * @param type the type; empty for all types together
 * @param from the begin
 * @param until the end, which is not included
 * @param step the time that each point sums up
 * @param total the sum of the points
 * @param points the steps in which anything was counted, oldest first
 * @param json the answer that it was read from, with what this version does not know
 */
public record History(
        Optional<String> type,
        Instant from,
        Instant until,
        Duration step,
        Counts total,
        List<Point> points,
        JsonValue json) {
    /** Copies the list. */
    public History {
        points = List.copyOf(points);
    }

    /**
     * A step.
     *
     * @param at its begin
     * @param counts what was counted
     */
    public record Point(Instant at, Counts counts) {}

    /**
     * What was counted.
     *
     * @param submitted how many tasks were accepted by coordinators, or fired by schedules
     * @param started how many attempts started
     * @param succeeded how many tasks succeeded
     * @param finished how many tasks became final
     * @param failedAttempts how many attempts failed or timed out, and how many tasks failed because their agents were lost
     * @param failedTasks how many tasks failed
     * @param waits how long tasks waited; empty if none started
     * @param runs how long handlers ran; empty if none returned
     * @param slowest the attempt that ran longest; empty if none returned
     * @param versions the versions of the agents that counted
     */
    public record Counts(
            long submitted,
            long started,
            long succeeded,
            long finished,
            long failedAttempts,
            long failedTasks,
            Optional<Times> waits,
            Optional<Times> runs,
            Optional<SlowAttempt> slowest,
            List<String> versions) {
        /** Copies the list. */
        public Counts {
            versions = List.copyOf(versions);
        }
    }

    /**
     * How long something took, within 10 % of the exact times.
     *
     * @param p50 half of the times were at most as long
     * @param p95 of 20 times, 19 were at most as long
     */
    public record Times(Duration p50, Duration p95) {}

    /**
     * An attempt that ran long.
     *
     * @param task the id of its task
     * @param ran how long its handler ran
     */
    public record SlowAttempt(long task, Duration ran) {}

    static History of(Fields json) {
        return new History(
                json.textIfAny("type"),
                json.time("from"),
                json.time("until"),
                json.duration("step"),
                counts(json.object("total")),
                json.objects("points").stream()
                        .map(point -> new Point(point.time("at"), counts(point)))
                        .toList(),
                json.whole());
    }

    private static Counts counts(Fields json) {
        return new Counts(
                json.count("submitted"),
                json.count("started"),
                json.count("succeeded"),
                json.count("finished"),
                json.count("failed_attempts"),
                json.count("failed_tasks"),
                json.objectIfAny("wait").map(History::times),
                json.objectIfAny("run").map(History::times),
                json.objectIfAny("slowest")
                        .map(slow -> new SlowAttempt(slow.integer("task"), slow.seconds("run_seconds"))),
                json.texts("versions"));
    }

    private static Times times(Fields json) {
        return new Times(json.seconds("p50_seconds"), json.seconds("p95_seconds"));
    }
}
