package dev.taskq.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.AttemptOutcome;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStatus;
import dev.taskq.engine.Duty;
import dev.taskq.engine.GroupCommit;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Hint;
import dev.taskq.telemetry.TaskLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes completions, in batches, and repeats each until the store says recorded, already recorded, or refused. A repeat
 * after an unknown outcome is safe: the row tells the execution's own outcome. Meanwhile results are kept in memory; when
 * they are too many, or too large, the agent takes no more. The duty repeats what is due, and sends the hints of what was handed back.
 *
 * <p>A completion waits for others to share its write, unless something waits for it: another agent for the task that is handed
 * back, or the poller for the memory.
 */
final class Reporter implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final TaskLog ENDED = TaskLog.routine("ended");
    private static final TaskLog UNSTORABLE = TaskLog.worrying("unstorable");
    private static final TaskLog REFUSED = TaskLog.notable("refused");

    private final Platform platform;
    private final GroupCommit<Report, CompletionResult> commit;
    private final Executions executions;
    private final HeldBytes bytes;
    private final Unrecorded unrecorded;
    private final ReleasedHints hints;
    private final Signal wakeUp;
    private final AgentMetrics metrics;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<Report> again = new ArrayDeque<>();

    /**
     * A reporter.
     *
     * @param commit writes completions
     * @param hints takes the hints of what was handed back
     * @param wakeUp asks for a round
     */
    Reporter(
            Platform platform,
            GroupCommit<Report, CompletionResult> commit,
            Executions executions,
            Capacity capacity,
            ReleasedHints hints,
            Signal wakeUp,
            AgentMetrics metrics) {
        this.platform = platform;
        this.commit = commit;
        this.executions = executions;
        this.bytes = capacity.bytes();
        this.unrecorded = capacity.unrecorded();
        this.hints = hints;
        this.wakeUp = wakeUp;
        this.metrics = metrics;
    }

    void start() {
        commit.start();
    }

    /** Reports the end of an execution, whose end the caller has decided. */
    void report(Execution execution, ExecutionEnd end, Optional<String> result, Optional<String> error) {
        Report report = Report.of(execution, completion(execution, end, result, error), size(result), platform);
        unrecorded.add();
        bytes.take(report.resultBytes());
        try {
            post(report);
        } catch (Throwable e) {
            unrecorded.remove();
            bytes.giveBack(report.resultBytes());
            throw e;
        }
    }

    private Completion completion(
            Execution execution, ExecutionEnd end, Optional<String> result, Optional<String> error) {
        return new Completion(
                execution.taskId(),
                execution.holder(),
                Verdicts.after(
                        execution.task().running().counts(),
                        execution.task().running().maxAttempts(),
                        end,
                        platform.random()),
                end.outcome(),
                result,
                error.map(ErrorText::keptWithTrace),
                end.outcome() != AttemptOutcome.RELEASED);
    }

    private static long size(Optional<String> result) {
        return result.map(text -> (long) text.getBytes(StandardCharsets.UTF_8).length)
                .orElse(0L);
    }

    private void post(Report report) {
        commit.post(List.of(report), report.bytes(), new GroupCommit.Completion<>() {
            @Override
            public void done(List<CompletionResult> results) {
                learn(report, results.get(0));
            }

            @Override
            public void failed(RuntimeException failure) {
                failedToWrite(report, failure);
            }
        });
        if (report.completion().outcome() == AttemptOutcome.RELEASED || bytes.areWanted()) {
            commit.hurry();
        }
    }

    private void learn(Report report, CompletionResult result) {
        if (result instanceof CompletionResult.Locked) {
            repeat(report);
            return;
        }
        try {
            tell(report, result);
        } finally {
            // Whatever a meter or a logger throws.
            finished(report);
        }
    }

    private void tell(Report report, CompletionResult result) {
        switch (result) {
            case CompletionResult.Recorded(TaskStatus status, Optional<Hint> hint) -> {
                hint.ifPresent(hints::add);
                if (status == TaskStatus.SCHEDULED) {
                    hints.scheduled(report.completion().verdict().delay());
                }
                ended(report, status);
            }
            case CompletionResult.AlreadyRecorded(TaskStatus status) -> alreadyEnded(report, status);
            case CompletionResult.Refused() -> {
                metrics.refused();
                if (REFUSED.isWanted()) {
                    REFUSED.write(report.execution().facts(), "completion refused, the task had been taken back");
                }
            }
            case CompletionResult.Locked() -> {}
        }
    }

    /** Of another outcome than the reported one, only the success of the handler's own transaction can have been recorded. */
    private void alreadyEnded(Report report, TaskStatus status) {
        if (status == TaskStatus.SUCCEEDED) {
            ended(report, AttemptOutcome.SUCCEEDED, status);
        } else {
            ended(report, report.completion().verdict().status());
        }
    }

    private void ended(Report report, TaskStatus status) {
        ended(report, report.completion().outcome(), status);
    }

    private void ended(Report report, AttemptOutcome outcome, TaskStatus status) {
        metrics.ended(
                report.execution().task().running().type(),
                outcome,
                status,
                report.execution().sinceDue());
        if (ENDED.isWanted()) {
            ENDED.write(
                    report.execution().facts(),
                    "attempt ended outcome={} status={}",
                    outcome.wireName(),
                    status.wireName());
        }
    }

    private void failedToWrite(Report report, RuntimeException failure) {
        if (failure instanceof StoreUnavailableException || failure instanceof OutcomeUnknownException) {
            repeat(report);
        } else if (report.completion().outcome() != AttemptOutcome.GAVE_UP) {
            if (UNSTORABLE.isWanted()) {
                UNSTORABLE.write(
                        report.execution().facts(), failure, "the store refused an outcome, the attempt fails");
            }
            Completion instead = completion(
                    report.execution(),
                    new ExecutionEnd.GaveUp(),
                    Optional.empty(),
                    Optional.of("the outcome could not be stored"));
            post(Report.of(report.execution(), instead, report.resultBytes(), platform));
        } else {
            LOG.error(
                    "a completion cannot be stored, the task will be found overdue task={}",
                    report.completion().id(),
                    failure);
            finished(report);
        }
    }

    private void repeat(Report report) {
        synchronized (lock) {
            again.addLast(report.later(platform));
        }
        wakeUp.raise();
    }

    private void finished(Report report) {
        executions.remove(report.execution());
        bytes.giveBack(report.resultBytes());
        unrecorded.remove();
    }

    @Override
    public Duration round() {
        List<Report> due = new ArrayList<>();
        Duration next = WHEN_WOKEN;
        synchronized (lock) {
            for (Iterator<Report> reports = again.iterator(); reports.hasNext(); ) {
                Report report = reports.next();
                Duration wait = report.due().remaining();
                if (wait.isZero()) {
                    due.add(report);
                    reports.remove();
                } else if (wait.compareTo(next) < 0) {
                    next = wait;
                }
            }
        }
        due.forEach(this::post);
        if (bytes.areWanted()) {
            // The poller may have begun to wait after these were posted.
            commit.hurry();
        }
        hints.send();
        return next;
    }

    /**
     * Waits until all is recorded, and ends.
     *
     * @return whether all is
     */
    boolean close(Timer longest) throws InterruptedException {
        boolean all = unrecorded.awaitNone(longest);
        commit.close(longest);
        return all;
    }
}
