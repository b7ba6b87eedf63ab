package dev.taskq.agent;

import dev.taskq.Due;
import dev.taskq.RetryPolicy;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.telemetry.TaskLog;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

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

    private final Platform platform;
    /** By type, of which an agent has few. */
    private final Map<String, Traces> traces = new ConcurrentHashMap<>();

    Failures(Platform platform) {
        this.platform = platform;
    }

    private record Traces(Timer second, int written) {}

    void log(Execution execution, Thrown failure) {
        if (FAILED.isWanted()) {
            FAILED.write(
                    execution.facts(),
                    mayTrace(execution.task().running().type()) ? failure : null,
                    "attempt failed error={}",
                    ErrorText.cut(failure.text(), LONGEST_LINE));
        }
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
