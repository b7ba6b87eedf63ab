package dev.taskq.agent;

import dev.taskq.AttemptOutcome;
import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.agent.Execution.StopReason;
import dev.taskq.json.InvalidJsonException;
import dev.taskq.json.JsonCheck;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.spi.Platform;
import dev.taskq.telemetry.TaskLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a handler did into the end of its attempt, and reports it; each execution's once. Thread-safe. */
final class AttemptEnds implements Runner.Ended {
    /** The largest result, in bytes of UTF-8, numbers written out in full. */
    static final int MOST_RESULT_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AttemptEnds.class);
    private static final TaskLog FAILED = TaskLog.notable("failed");
    private static final String NO_RESULT = "null";

    private final Platform platform;
    private final Executions executions;
    private final Reporter reporter;

    AttemptEnds(Platform platform, Executions executions, Reporter reporter) {
        this.platform = platform;
        this.executions = executions;
        this.reporter = reporter;
    }

    @Override
    public void returned(Execution execution, Outcome outcome) {
        if (!isOurs(execution)) {
            return;
        }
        switch (outcome) {
            case Outcome.Done(String result) -> done(execution, result);
            case Outcome.RetryAfter(Duration delay, String reason) ->
                report(execution, new ExecutionEnd.Failed(Optional.of(delay)), AttemptOutcome.FAILED, reason);
            case Outcome.GiveUp(String reason) -> giveUp(execution, reason);
        }
    }

    @Override
    public void threw(Execution execution, Throwable failure) {
        if (!isOurs(execution)) {
            return;
        }
        StopReason reason = execution.stopReason().orElse(StopReason.CANCELLED);
        switch (reason) {
            case STOPPING -> reportReleased(execution);
            case TIMED_OUT -> reportTimedOut(execution);
            case CANCELLED, LOST -> {
                if (FAILED.isWanted()) {
                    FAILED.write(execution.facts(), failure, "attempt failed");
                }
                report(execution, failed(execution), AttemptOutcome.FAILED, failure.toString());
            }
        }
    }

    @Override
    public void neverBegan(Execution execution) {
        release(execution);
    }

    /** Hands it back unfinished, unless its end was decided before. */
    void release(Execution execution) {
        if (isOurs(execution)) {
            reportReleased(execution);
        }
    }

    /** Ends it as timed out, unless its end was decided before. */
    void timeOut(Execution execution) {
        if (isOurs(execution)) {
            reportTimedOut(execution);
        }
    }

    /** Ends it as failed, unless its end was decided before. */
    void fail(Execution execution, String error) {
        if (isOurs(execution)) {
            report(execution, failed(execution), AttemptOutcome.FAILED, error);
        }
    }

    /** Whether the caller is to report the end; of a task that was taken back nothing is. */
    private boolean isOurs(Execution execution) {
        if (!execution.decide()) {
            return false;
        }
        if (execution.stopReason().equals(Optional.of(StopReason.LOST))) {
            executions.remove(execution);
            return false;
        }
        return true;
    }

    private void done(Execution execution, String result) {
        if (result.equals(NO_RESULT)) {
            succeeded(execution, Optional.empty());
            return;
        }
        long bytes = result.getBytes(StandardCharsets.UTF_8).length;
        try {
            if (bytes <= MOST_RESULT_BYTES) {
                // Numbers grow in the database.
                bytes = JsonCheck.value(result, "result");
            }
            if (bytes > MOST_RESULT_BYTES) {
                giveUp(execution, "the result is larger than " + MOST_RESULT_BYTES + " bytes: " + bytes);
                return;
            }
        } catch (InvalidJsonException e) {
            giveUp(execution, "the result cannot be stored: " + e.getMessage());
            return;
        }
        succeeded(execution, Optional.of(result));
    }

    private void succeeded(Execution execution, Optional<String> result) {
        reporter.report(execution, new ExecutionEnd.Succeeded(), AttemptOutcome.SUCCEEDED, result, Optional.empty());
    }

    private void giveUp(Execution execution, String reason) {
        report(execution, new ExecutionEnd.Failed(Optional.empty()), AttemptOutcome.GAVE_UP, reason);
    }

    private void reportReleased(Execution execution) {
        report(execution, new ExecutionEnd.Released(), AttemptOutcome.RELEASED, "the agent stopped");
    }

    private void reportTimedOut(Execution execution) {
        report(
                execution,
                failed(execution),
                AttemptOutcome.TIMED_OUT,
                "timed out after " + execution.task().timeout());
    }

    private void report(Execution execution, ExecutionEnd end, AttemptOutcome outcome, String error) {
        reporter.report(execution, end, outcome, Optional.empty(), Optional.of(error));
    }

    private ExecutionEnd failed(Execution execution) {
        int failures = execution.task().counts().failures() + 1;
        try {
            return new ExecutionEnd.Failed(execution.handler().retryPolicy().delayAfter(failures, platform.random()));
        } catch (RuntimeException e) {
            LOG.warn(
                    "retry policy failed, the default is used type={}",
                    execution.task().type(),
                    e);
            return new ExecutionEnd.Failed(RetryPolicy.exponential().delayAfter(failures, platform.random()));
        }
    }
}
