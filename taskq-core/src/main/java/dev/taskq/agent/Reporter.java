package dev.taskq.agent;

import dev.taskq.AttemptOutcome;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.QueueUnavailableException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStatus;
import dev.taskq.engine.Duty;
import dev.taskq.engine.GroupCommit;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.platform.BackOff;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Hint;
import dev.taskq.spi.TaskQueue;
import dev.taskq.telemetry.TaskLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes completions, in batches, and repeats each until the store says recorded, already recorded, or refused. A repeat
 * after an unknown outcome is safe: the row tells the execution's own outcome. Meanwhile results are kept in memory; when
 * they are too many, or too large, the agent takes no more. The duty repeats what is due, and sends the hints of what was handed back.
 */
final class Reporter implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final TaskLog ENDED = TaskLog.routine("ended");
    private static final TaskLog UNSTORABLE = TaskLog.worrying("unstorable");
    private static final TaskLog REFUSED = TaskLog.notable("refused");
    private static final GroupCommit.Limits LIMITS =
            new GroupCommit.Limits(2, 200, 1 << 20, GroupCommit.Queue.BOUNDED_BY_THE_CALLER);
    private static final long COMPLETION_BYTES = 200;
    private static final BackOff AGAIN = new BackOff(Duration.ofMillis(20), 2, Duration.ofMillis(1_280), 0);

    private final Platform platform;
    private final Completions completions;
    private final TaskQueue queue;
    private final Executions executions;
    private final HeldBytes bytes;
    private final AgentMetrics metrics;
    private final Runnable wake;
    private final Runnable onRoom;
    private final int mostOutstanding;
    private final GroupCommit<Report, CompletionResult> commit;
    private final Signal recorded;
    private final Deque<Report> again = new ArrayDeque<>();
    private final List<Hint> hints = new ArrayList<>();
    private int outstanding;

    /**
     * A reporter.
     *
     * @param wake asks the loop that runs this duty for a round
     * @param onRoom told when there is room for results again
     */
    Reporter(
            Platform platform,
            Completions completions,
            TaskQueue queue,
            Executions executions,
            HeldBytes bytes,
            AgentMetrics metrics,
            String name,
            int mostOutstanding,
            Runnable wake,
            Runnable onRoom) {
        this.platform = platform;
        this.completions = completions;
        this.queue = queue;
        this.executions = executions;
        this.bytes = bytes;
        this.metrics = metrics;
        this.mostOutstanding = mostOutstanding;
        this.wake = wake;
        this.onRoom = onRoom;
        this.commit = new GroupCommit<>(platform, name + "-report", LIMITS, this::write);
        this.recorded = platform.newSignal();
    }

    /** A completion on its way, tried some times, and when it is due to be tried next. */
    private record Report(Execution execution, Completion completion, long resultBytes, int tries, Timer due) {
        Report later(Platform platform) {
            Timer next = platform.timer(AGAIN.after(tries + 1, platform));
            return new Report(execution, completion, resultBytes, tries + 1, next);
        }
    }

    private Report report(Execution execution, Completion completion, long resultBytes) {
        return new Report(execution, completion, resultBytes, 0, platform.timer(Duration.ZERO));
    }

    void start() {
        commit.start();
    }

    /** Whether no more results may be kept. */
    synchronized boolean isFull() {
        return outstanding >= mostOutstanding;
    }

    synchronized boolean isEmpty() {
        return outstanding == 0;
    }

    /** Reports the end of an execution, whose end the caller has decided. */
    void report(Execution execution, ExecutionEnd end, Optional<String> result, Optional<String> error) {
        Report report = report(execution, completion(execution, end, result, error), size(result));
        synchronized (this) {
            outstanding++;
        }
        bytes.take(report.resultBytes());
        try {
            post(report);
        } catch (Throwable e) {
            synchronized (this) {
                outstanding--;
            }
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
                error.map(ErrorText::kept),
                end.outcome() != AttemptOutcome.RELEASED);
    }

    private static long size(Optional<String> result) {
        return result.map(text -> (long) text.getBytes(StandardCharsets.UTF_8).length)
                .orElse(0L);
    }

    private void post(Report report) {
        commit.post(List.of(report), COMPLETION_BYTES + report.resultBytes(), new GroupCommit.Completion<>() {
            @Override
            public void done(List<CompletionResult> results) {
                learn(report, results.get(0));
            }

            @Override
            public void failed(RuntimeException failure) {
                failedToWrite(report, failure);
            }
        });
    }

    /** Each task once a write: a release whose outcome was unknown may be followed by the same task's next completion. */
    private List<CompletionResult> write(List<Report> reports) {
        reports.forEach(report -> report.execution().markSent());
        CompletionResult[] results = new CompletionResult[reports.size()];
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            left.add(i);
        }
        while (!left.isEmpty()) {
            Map<Long, Integer> places = new HashMap<>();
            List<Integer> now = new ArrayList<>();
            for (Iterator<Integer> next = left.iterator(); next.hasNext(); ) {
                int place = next.next();
                if (places.putIfAbsent(reports.get(place).completion().id(), place) == null) {
                    now.add(place);
                    next.remove();
                }
            }
            List<CompletionResult> written = completions.complete(
                    now.stream().map(place -> reports.get(place).completion()).toList());
            for (int i = 0; i < now.size(); i++) {
                results[now.get(i)] = written.get(i);
            }
        }
        return List.of(results);
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
                hint.ifPresent(this::send);
                ended(report, status);
            }
            case CompletionResult.AlreadyRecorded() ->
                ended(report, report.completion().verdict().status());
            case CompletionResult.Refused() -> {
                metrics.refused();
                if (REFUSED.isWanted()) {
                    REFUSED.write(report.execution().facts(), "completion refused, the task had been taken back");
                }
            }
            case CompletionResult.Locked() -> {}
        }
    }

    private void ended(Report report, TaskStatus status) {
        AttemptOutcome outcome = report.completion().outcome();
        metrics.ended(report.execution(), outcome, status);
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
            post(report(report.execution(), instead, report.resultBytes()));
        } else {
            LOG.error(
                    "a completion cannot be stored, the task will be found overdue task={}",
                    report.completion().id(),
                    failure);
            finished(report);
        }
    }

    private void repeat(Report report) {
        synchronized (this) {
            again.addLast(report.later(platform));
        }
        wake.run();
    }

    private void send(Hint hint) {
        synchronized (this) {
            hints.add(hint);
        }
        wake.run();
    }

    private void finished(Report report) {
        executions.remove(report.execution());
        bytes.giveBack(report.resultBytes());
        boolean wasFull;
        synchronized (this) {
            wasFull = outstanding >= mostOutstanding;
            outstanding--;
        }
        recorded.raise();
        if (wasFull) {
            onRoom.run();
        }
    }

    @Override
    public Duration round() {
        List<Report> due = new ArrayList<>();
        List<Hint> toSend;
        Duration next = WHEN_WOKEN;
        synchronized (this) {
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
            toSend = List.copyOf(hints);
            hints.clear();
        }
        due.forEach(this::post);
        sendHints(toSend);
        return next;
    }

    private void sendHints(List<Hint> toSend) {
        if (toSend.isEmpty() || !queue.carriesHints()) {
            return;
        }
        try {
            queue.enqueue(toSend);
        } catch (QueueUnavailableException e) {
            // Only hints: the rows are queued, and are found without.
            LOG.debug("hints of handed-back tasks failed number={}", toSend.size());
        }
    }

    /**
     * Waits until all is recorded, and ends.
     *
     * @return whether all is
     */
    boolean close(Duration longest) throws InterruptedException {
        Timer left = platform.timer(longest);
        boolean all = recorded.await(this::isEmpty, left);
        commit.close(left);
        return all;
    }
}
