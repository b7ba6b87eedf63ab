package dev.taskq.telemetry;

import dev.taskq.AttemptOutcome;
import dev.taskq.TaskStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Counts the ends of attempts and tasks, and measures how long tasks took, by type. Both agents and the leader report
 * here. Thread-safe.
 */
public final class EndMetrics {
    private final Family<Counter> attempts;
    private final Family<Counter> finishes;
    private final Family<Counter> retries;
    private final Family<Timer> totals;

    /** Creates the meters. */
    public EndMetrics(MeterRegistry registry) {
        attempts = Family.counters(registry, "taskq.attempts", "Attempts that ended", "type", "outcome");
        finishes = Family.counters(registry, "taskq.finishes", "Tasks that became final", "type", "outcome");
        retries = Family.counters(registry, "taskq.retries", "Tasks to be tried again", "type", "cause");
        totals = Family.taskTimes(registry, "taskq.total", "From when a task was due first until it was final");
    }

    /** Creates a type's counters at zero, so that its first failure shows as an increase. */
    public void expect(String type) {
        for (AttemptOutcome outcome : AttemptOutcome.values()) {
            if (outcome != AttemptOutcome.LOST) {
                attempts.of(type, outcome.wireName());
            }
        }
        for (TaskStatus status : TaskStatus.values()) {
            if (status.isFinal()) {
                finishes.of(type, status.wireName());
            }
        }
    }

    /**
     * Records the end of an attempt.
     *
     * @param next its task's status after it
     * @param sinceDue the time since its task was first due; below zero if the store's clock was set back meanwhile, which
     *     counts as zero
     */
    public void ended(String type, AttemptOutcome outcome, TaskStatus next, Duration sinceDue) {
        attempts.of(type, outcome.wireName()).increment();
        if (next.isFinal()) {
            finished(type, next);
            totals.of(type).record(Histograms.atLeastZero(sinceDue));
        } else if (outcome != AttemptOutcome.RELEASED) {
            retries.of(type, outcome.wireName()).increment();
        }
    }

    /** Records that a task became final. */
    public void finished(String type, TaskStatus status) {
        finishes.of(type, status.wireName()).increment();
    }

    /** Records a manual retry. */
    public void retriedByHand(String type) {
        retries.of(type, "manual").increment();
    }
}
