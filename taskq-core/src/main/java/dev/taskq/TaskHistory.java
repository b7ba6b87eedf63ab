package dev.taskq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happened to tasks over a time, in steps: how many came, ran and ended, and how long they took. Processes add what they counted
 * every ten seconds, so the newest step grows, and something is counted up to ten seconds after it happened. The counts are for
 * people: a process that crashes loses those of its last ten seconds. Immutable.
 *
 * @param query the range and the step
 * @param points the steps in which anything was counted, oldest first
 * @param total the sum of the points; it begins where the range begins
 */
public record TaskHistory(HistoryQuery query, List<Point> points, Point total) {
    /** Copies the list. */
    public TaskHistory {
        points = List.copyOf(points);
    }

    /**
     * One step.
     *
     * @param at its begin
     * @param counts what was counted
     * @param waits how long tasks waited, from queued to started; empty if none started
     * @param runs how long handlers ran; empty if none returned
     * @param slowest the attempt that ran longest; empty if none returned
     * @param versions the versions of the agents that counted something, in no order
     */
    public record Point(
            Instant at,
            Counts counts,
            Optional<Times> waits,
            Optional<Times> runs,
            Optional<SlowAttempt> slowest,
            List<String> versions) {
        /** Copies the list. */
        public Point {
            versions = List.copyOf(versions);
        }
    }

    /**
     * What is counted.
     *
     * @param submitted how many tasks were accepted by coordinators or fired by schedules. Tasks that an application submits in a
     *     transaction of its own are not among them
     * @param started how many attempts started
     * @param succeeded how many tasks succeeded
     * @param finished how many tasks became final, succeeded ones included
     * @param failedAttempts how many attempts failed or timed out, and how many tasks failed because their agents were lost
     * @param failedTasks how many tasks became {@link TaskStatus#FAILED}
     */
    public record Counts(
            long submitted, long started, long succeeded, long finished, long failedAttempts, long failedTasks) {
        /** Nothing happened. */
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

        /**
         * Adds counts.
         *
         * @param other the others
         * @return the sum
         */
        public Counts plus(Counts other) {
            return new Counts(
                    submitted + other.submitted,
                    started + other.started,
                    succeeded + other.succeeded,
                    finished + other.finished,
                    failedAttempts + other.failedAttempts,
                    failedTasks + other.failedTasks);
        }

        /**
         * Which part of the attempts that ended failed.
         *
         * @return a number from 0 to 1; 0 if none ended
         */
        public double failureRate() {
            long ended = succeeded + failedAttempts;
            return ended == 0 ? 0 : (double) failedAttempts / ended;
        }
    }

    /**
     * How long something took. The values are within 10 % of the exact ones; times below a millisecond are told as half of one.
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
    public record SlowAttempt(long task, Duration ran) {
        /**
         * The longer one of two attempts.
         *
         * @param one one, if there is one
         * @param other the other, if there is one
         * @return the longer one; the first if they are equal
         */
        public static Optional<SlowAttempt> longer(Optional<SlowAttempt> one, Optional<SlowAttempt> other) {
            boolean isOther = other.isPresent()
                    && one.filter(first -> first.ran.compareTo(other.get().ran) >= 0)
                            .isEmpty();
            return isOther ? other : one;
        }
    }
}
