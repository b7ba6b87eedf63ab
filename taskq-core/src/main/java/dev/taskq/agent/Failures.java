package dev.taskq.agent;

import dev.taskq.Due;
import dev.taskq.RetryPolicy;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.RunningTask;
import dev.taskq.spi.Verdict;
import dev.taskq.telemetry.TaskLog;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a failed attempt says in the log, and when its task is tried again. The retry policy is a stranger's: whatever it
 * throws or answers, there is a delay. Thread-safe.
 */
final class Failures {
    private static final TaskLog FAILED = TaskLog.notable("failed");
    private static final TaskLog BAD_POLICY = TaskLog.notable("bad_policy");
    private static final RetryPolicy BUILT_IN = RetryPolicy.exponential();

    /** Params that do not fit may be newer than this agent, or older: the next try is after a deployment, with luck. */
    private static final RetryPolicy DEPLOYMENT = RetryPolicy.exponential(
                    Duration.ofMinutes(1), 2.0, Duration.ofMinutes(10))
            .withJitter(0.2);

    private static final int LONGEST_LINE = 500;

    /** Stack traces a second of one type; the lines of the others have none. */
    private static final int MOST_TRACES = 2;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TENTHS_BELOW = Duration.ofSeconds(10);

    private final Platform platform;
    /** By type, of which an agent has few. */
    private final Map<String, Traces> traces = new ConcurrentHashMap<>();

    Failures(Platform platform) {
        this.platform = platform;
    }

    private record Traces(Timer second, int written) {}

    /**
     * Tells of a failed attempt. The line names the task itself: patterns of many applications show nothing of the logger context.
     *
     * @param end a failure, a time-out, or that the handler gave up
     * @param thrown what the handler threw, if it threw
     */
    void log(Execution execution, ExecutionEnd end, String error, @Nullable Thrown thrown) {
        if (FAILED.isWanted()) {
            RunningTask task = execution.task().running();
            Verdict verdict = Verdicts.after(task.counts(), task.maxAttempts(), end, platform.random());
            FAILED.write(
                    execution.facts(),
                    thrown != null && mayTrace(task.type()) ? thrown : null,
                    "attempt failed task={} type={} attempt={} failures={}/{} next=\"{}\" error={}",
                    task.id(),
                    task.type(),
                    task.counts().attempt(),
                    verdict.failures(),
                    task.maxAttempts(),
                    next(verdict),
                    ErrorText.cut(firstLine(error), LONGEST_LINE));
        }
    }

    private static String next(Verdict verdict) {
        if (verdict.status() == TaskStatus.FAILED) {
            return "none, the task has failed";
        }
        return verdict.delay().isZero() ? "retry at once" : "retry in " + seconds(verdict.delay());
    }

    /** In tenths of a second where that says more. */
    private static String seconds(Duration time) {
        return time.compareTo(TENTHS_BELOW) < 0
                ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3)
                : time.toSeconds() + " s";
    }

    /** The whole of it is in the row. */
    private static String firstLine(String error) {
        return error.lines().findFirst().orElse("");
    }

    private boolean mayTrace(String type) {
        return traces.merge(
                                type,
                                new Traces(platform.timer(SECOND), 1),
                                (before, first) -> before.second().isExpired()
                                        ? first
                                        : new Traces(before.second(), Math.min(before.written() + 1, MOST_TRACES + 1)))
                        .written()
                <= MOST_TRACES;
    }

    /** The delay before the next try; empty to give up. */
    Optional<Duration> delay(Execution execution) {
        int failures = execution.task().running().counts().failures() + 1;
        RandomGenerator random = platform.random();
        try {
            Optional<Duration> delay =
                    execution.handler().handler().retryPolicy().delayAfter(failures, random);
            return Optional.ofNullable(delay).orElseThrow().map(Failures::possible);
        } catch (Throwable e) {
            if (BAD_POLICY.isWanted()) {
                BAD_POLICY.write(
                        execution.facts(), Thrown.of(e), "the retry policy gave no delay, the default is used");
            }
            return BUILT_IN.delayAfter(failures, random);
        }
    }

    /** The delay where the params did not fit: the policy's, or the time that a deployment takes where that is longer. */
    Optional<Duration> delayOfUnfit(Execution execution) {
        int failures = execution.task().running().counts().failures() + 1;
        return delay(execution).map(delay -> {
            Duration deployment =
                    DEPLOYMENT.delayAfter(failures, platform.random()).orElseThrow();
            return delay.compareTo(deployment) > 0 ? delay : deployment;
        });
    }

    private static Duration possible(Duration delay) {
        if (delay.isNegative()) {
            return Duration.ZERO;
        }
        return delay.compareTo(Due.FURTHEST) > 0 ? Due.FURTHEST : delay;
    }
}
