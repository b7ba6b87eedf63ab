package dev.taskq.agent;

import dev.taskq.Outcome;
import dev.taskq.agent.Execution.StopReason;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.platform.Platform;
import dev.taskq.spi.HandlerValues;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a handler did (it returned, threw, or ran past its time-out) into the end of its attempt, and reports that end once.
 * A result that can never be stored fails its task for good. Of a task that the handler has completed in a transaction of its own,
 * never a success is reported: the transaction may have been rolled back. Thread-safe.
 */
final class AttemptEnds implements Runner.Ended {
    private static final String NOT_COMMITTED =
            "the handler returned, and the transaction in which it had completed the task did not commit";

    private final Executions executions;
    private final Reporter reporter;
    private final Failures failures;
    private final boolean stackTraces;

    /**
     * The ends of attempts.
     *
     * @param stackTraces whether the error of what a handler threw is stored with its stack trace
     */
    AttemptEnds(Platform platform, Executions executions, Reporter reporter, boolean stackTraces) {
        this.stackTraces = stackTraces;
        this.failures = new Failures(platform);
        this.executions = executions;
        this.reporter = reporter;
    }

    @Override
    public void returned(Execution execution, Answer answer) {
        end(execution, () -> {
            switch (answer.outcome()) {
                case Outcome.Done done -> done(execution, HandlerValues.stored(answer.result()));
                case Outcome.RetryAfter(Duration delay, String reason) ->
                    reportFailure(execution, new ExecutionEnd.Failed(Optional.of(delay)), reason, null);
                case Outcome.GiveUp(String reason) -> giveUp(execution, reason);
            }
        });
    }

    @Override
    public void threw(Execution execution, Thrown failure) {
        end(execution, () -> {
            Optional<StopReason> stopped = execution.stopReason();
            if (stopped.equals(Optional.of(StopReason.STOPPING))) {
                reportReleased(execution);
            } else if (stopped.equals(Optional.of(StopReason.TIMED_OUT))) {
                reportTimedOut(execution);
            } else if (stopped.equals(Optional.of(StopReason.CANCELLED))
                    && failure.kind() == Thrown.Kind.INTERRUPTION) {
                reportCancelled(execution);
            } else {
                Optional<Duration> delay = failure.kind() == Thrown.Kind.PARAMS
                        ? failures.delayOfUnfit(execution)
                        : failures.delay(execution);
                reportFailure(execution, new ExecutionEnd.Failed(delay), failure.text(), failure);
            }
        });
    }

    @Override
    public void neverBegan(Execution execution) {
        release(execution);
    }

    @Override
    public void broke(Execution execution) {
        end(execution, () -> failPlainly(execution));
    }

    /** Hands it back unfinished, unless its end was decided before. */
    void release(Execution execution) {
        end(execution, () -> reportReleased(execution));
    }

    /** Ends it as timed out, unless its end was decided before. */
    void timeOut(Execution execution) {
        end(execution, () -> reportTimedOut(execution));
    }

    /** Ends it as failed, unless its end was decided before. */
    void fail(Execution execution, String error) {
        end(execution, () -> reportFailure(execution, failed(execution), error, null));
    }

    /** Reports as failed what was decided, and could not be reported. */
    void reportAgain(Execution execution) {
        reportSurely(execution, () -> failPlainly(execution));
    }

    /** Reports the end, unless it was decided before; of a task that was taken back nothing is reported. */
    private void end(Execution execution, Runnable report) {
        if (execution.decide()) {
            reportSurely(execution, () -> {
                if (execution.stopReason().equals(Optional.of(StopReason.LOST))) {
                    executions.remove(execution);
                } else {
                    report.run();
                }
            });
        }
    }

    /**
     * The end is decided, so no other reports it: whatever is thrown by a retry policy, by a logger, or for want of memory,
     * the attempt ends as failed. Where not even that can be handed over now, the timekeeper's next round does. Throws nothing.
     */
    private void reportSurely(Execution execution, Runnable report) {
        try {
            report.run();
        } catch (Throwable e) {
            try {
                failPlainly(execution);
            } catch (Throwable again) {
                execution.markUnreported();
            }
        }
    }

    private void failPlainly(Execution execution) {
        report(execution, failed(execution), "the attempt's end could not be described");
    }

    private void done(Execution execution, Optional<String> result) {
        if (execution.mayBeCompleted()) {
            // Whether its transaction has committed, the row alone tells: a failure is recorded only if it has not.
            report(execution, failed(execution), NOT_COMMITTED);
            return;
        }
        Optional<String> problem = result.flatMap(HandlerValues::problem);
        if (problem.isPresent()) {
            giveUp(execution, "the result cannot be stored: " + problem.get());
        } else {
            reporter.report(execution, new ExecutionEnd.Succeeded(), result, Optional.empty());
        }
    }

    private void giveUp(Execution execution, String reason) {
        reportFailure(execution, new ExecutionEnd.GaveUp(), reason, null);
    }

    /** Neither a failure nor an error: the row says that it was cancelled. */
    private void reportCancelled(Execution execution) {
        reporter.report(execution, new ExecutionEnd.Cancelled(), Optional.empty(), Optional.empty());
    }

    private void reportReleased(Execution execution) {
        report(execution, new ExecutionEnd.Released(), "the agent stopped");
    }

    private void reportTimedOut(Execution execution) {
        reportFailure(
                execution,
                new ExecutionEnd.TimedOut(failures.delay(execution)),
                "timed out after " + execution.task().running().timeout(),
                null);
    }

    private void reportFailure(Execution execution, ExecutionEnd end, String error, @Nullable Thrown thrown) {
        failures.log(execution, end, error, thrown);
        report(execution, end, stored(error, thrown));
    }

    /** Params that do not fit have none: their text says which, and the handler was not called. */
    private String stored(String error, @Nullable Thrown thrown) {
        return stackTraces && thrown != null && thrown.kind() != Thrown.Kind.PARAMS
                ? thrown.textWithTrace()
                : ErrorText.kept(error);
    }

    private void report(Execution execution, ExecutionEnd end, String error) {
        reporter.report(execution, end, Optional.empty(), Optional.of(error));
    }

    private ExecutionEnd failed(Execution execution) {
        return new ExecutionEnd.Failed(failures.delay(execution));
    }
}
