package dev.taskq.lifecycle;

import dev.taskq.RetryPolicy;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides what follows the end of an execution: the one place, for the agent's report and for the leader's reclaim alike. A
 * pure function but for the chance that it is given. A task that kills its agents is failed at its fifth loss.
 */
public final class Verdicts {
    /** The losses after which a task is failed. */
    public static final int MOST_LOSSES = 5;

    /** Whether one more loss would be the last. */
    public static boolean isLastLoss(Counts counts) {
        return counts.losses() + 1 >= MOST_LOSSES;
    }

    /** The releases in a row that count as a failure. */
    public static final int MOST_RELEASES = 10;

    private static final RetryPolicy BUILT_IN = RetryPolicy.exponential();

    private Verdicts() {}

    /** Decides. */
    public static Verdict after(Counts counts, int maxAttempts, ExecutionEnd end, RandomGenerator random) {
        return switch (end) {
            case ExecutionEnd.Succeeded() ->
                new Verdict(TaskStatus.SUCCEEDED, Duration.ZERO, counts.failures(), counts.losses(), 0);
            case ExecutionEnd.Failed(Optional<Duration> retryAfter) -> failed(counts, maxAttempts, retryAfter);
            case ExecutionEnd.TimedOut(Optional<Duration> retryAfter) -> failed(counts, maxAttempts, retryAfter);
            case ExecutionEnd.GaveUp() -> failed(counts, maxAttempts, Optional.empty());
            case ExecutionEnd.Overdue() ->
                failed(counts, maxAttempts, BUILT_IN.delayAfter(counts.failures() + 1, random));
            // A cancel that was asked for decides over what is written here.
            case ExecutionEnd.Cancelled() -> released(counts, maxAttempts, random);
            case ExecutionEnd.Released() -> released(counts, maxAttempts, random);
            case ExecutionEnd.Lost() -> lost(counts, random);
            // More than the most are there only where losses are not taken back any more.
            case ExecutionEnd.CutOff() ->
                counts.losses() < MOST_LOSSES
                        ? again(Duration.ZERO, counts.failures(), counts.losses() + 1)
                        : lost(counts, random);
        };
    }

    private static Verdict failed(Counts counts, int maxAttempts, Optional<Duration> retryAfter) {
        int failures = counts.failures() + 1;
        if (retryAfter.isEmpty() || failures >= maxAttempts) {
            return new Verdict(TaskStatus.FAILED, Duration.ZERO, failures, counts.losses(), 0);
        }
        return again(retryAfter.get(), failures, counts.losses());
    }

    private static Verdict released(Counts counts, int maxAttempts, RandomGenerator random) {
        if (counts.releases() + 1 >= MOST_RELEASES) {
            return failed(counts, maxAttempts, BUILT_IN.delayAfter(counts.failures() + 1, random));
        }
        return new Verdict(TaskStatus.QUEUED, Duration.ZERO, counts.failures(), counts.losses(), counts.releases() + 1);
    }

    private static Verdict lost(Counts counts, RandomGenerator random) {
        int losses = counts.losses() + 1;
        if (losses >= MOST_LOSSES) {
            return new Verdict(TaskStatus.FAILED, Duration.ZERO, counts.failures(), losses, 0);
        }
        // The first at once: most lost agents were not killed by their task. Later ones apart from their neighbours.
        Duration delay = losses == 1
                ? Duration.ZERO
                : BUILT_IN.delayAfter(losses - 1, random).orElse(Duration.ZERO);
        return again(delay, counts.failures(), losses);
    }

    private static Verdict again(Duration delay, int failures, int losses) {
        return delay.isZero()
                ? new Verdict(TaskStatus.QUEUED, Duration.ZERO, failures, losses, 0)
                : new Verdict(TaskStatus.SCHEDULED, delay, failures, losses, 0);
    }
}
