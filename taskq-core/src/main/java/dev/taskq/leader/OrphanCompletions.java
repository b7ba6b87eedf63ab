package dev.taskq.leader;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.platform.Platform;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.RunningTask;
import dev.taskq.spi.SameProcess;
import dev.taskq.spi.Submissions;
import dev.taskq.spi.Verdict;
import dev.taskq.telemetry.TaskFacts;
import dev.taskq.telemetry.TaskLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Ends orphans: writes what follows, gives hints for those that are queued again, and tells the promoter of those that back off. For
 * reclaim's thread only.
 */
final class OrphanCompletions {
    /** Why a loss does not count. */
    static final String CAME_BACK =
            "the agent that ran it was cut off for a while, or stood still: this loss does not count";

    private static final TaskLog TAKEN_BACK = TaskLog.notable("taken-back");

    private final Platform platform;
    private final Submissions submissions;
    private final Completions completions;
    private final Consumer<List<Hint>> hints;
    private final SameProcess sameProcess;
    private final LostSessions lost;
    private final LeaderMetrics metrics;

    OrphanCompletions(
            Platform platform,
            Submissions submissions,
            Completions completions,
            Consumer<List<Hint>> hints,
            SameProcess sameProcess,
            LostSessions lost,
            LeaderMetrics metrics) {
        this.platform = platform;
        this.submissions = submissions;
        this.completions = completions;
        this.hints = hints;
        this.sameProcess = sameProcess;
        this.lost = lost;
        this.metrics = metrics;
    }

    /** Ends them; gives those that have to wait, because another transaction holds their row or their agent may come back. */
    List<Orphan> complete(ReclaimPass pass, List<Orphan> all) {
        List<Orphan> orphans = new ArrayList<>();
        List<Orphan> waiting = new ArrayList<>();
        all.forEach(orphan -> (mayComeBack(orphan) ? waiting : orphans).add(orphan));
        if (orphans.isEmpty()) {
            return waiting;
        }
        List<Completion> ends = orphans.stream().map(this::completion).toList();
        List<CompletionResult> results = completions.complete(ends);
        Instant now = pass.storeTime();
        List<Hint> queued = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            switch (results.get(i)) {
                case CompletionResult.Recorded(TaskStatus status, Optional<Hint> hint) -> {
                    pass.tookBack(1);
                    hint.ifPresent(queued::add);
                    if (status == TaskStatus.SCHEDULED) {
                        sameProcess.scheduled(ends.get(i).verdict().delay());
                    }
                    tell(orphans.get(i), ends.get(i).outcome(), status, now);
                }
                case CompletionResult.Locked held -> waiting.add(orphans.get(i));
                // It was ended by its agent, or by another leader.
                case CompletionResult.AlreadyRecorded already -> {}
                case CompletionResult.Refused refused -> {}
            }
        }
        hints.accept(queued);
        return waiting;
    }

    /** Whether its end would fail the task, which it need not if its agent comes back. */
    private boolean mayComeBack(Orphan orphan) {
        return orphan.sessionEnded()
                && Verdicts.isLastLoss(orphan.running().counts())
                && lost.mayComeBack(orphan.running().holder().session());
    }

    /** The same with their counts read anew where these decide: losses may have been taken back while they waited. */
    List<Orphan> reread(List<Orphan> orphans) {
        List<Long> ids = orphans.stream()
                .filter(orphan -> Verdicts.isLastLoss(orphan.running().counts()))
                .map(orphan -> orphan.running().id())
                .toList();
        if (ids.isEmpty()) {
            return orphans;
        }
        Map<Long, Counts> counts = new HashMap<>();
        submissions.find(ids).forEach(task -> counts.put(task.id(), task.counts()));
        return orphans.stream().map(orphan -> withCounts(orphan, counts)).toList();
    }

    private static Orphan withCounts(Orphan orphan, Map<Long, Counts> counts) {
        RunningTask row = orphan.running();
        return new Orphan(row.withCounts(counts.getOrDefault(row.id(), row.counts())), orphan.sessionEnded());
    }

    private Completion completion(Orphan orphan) {
        ExecutionEnd end = how(orphan);
        Verdict verdict =
                Verdicts.after(orphan.running().counts(), orphan.running().maxAttempts(), end, platform.random());
        return new Completion(
                orphan.running().id(),
                orphan.running().holder(),
                verdict,
                end.outcome(),
                Optional.empty(),
                Optional.of(reason(orphan, end, verdict)),
                false);
    }

    private ExecutionEnd how(Orphan orphan) {
        if (!orphan.sessionEnded()) {
            return new ExecutionEnd.Overdue();
        }
        return lost.hasComeBack(orphan.running().holder().session())
                ? new ExecutionEnd.CutOff()
                : new ExecutionEnd.Lost();
    }

    private static String reason(Orphan orphan, ExecutionEnd end, Verdict verdict) {
        if (end instanceof ExecutionEnd.Overdue) {
            return "ran for longer than its time-out of " + orphan.running().timeout()
                    + ", and its agent did not end it";
        }
        if (verdict.status() == TaskStatus.FAILED) {
            return "the agents that ran it were lost " + verdict.losses() + " times: it may be what they died of";
        }
        return end instanceof ExecutionEnd.CutOff ? CAME_BACK : "the agent that ran it was lost";
    }

    private void tell(Orphan orphan, AttemptOutcome outcome, TaskStatus status, Instant now) {
        metrics.takenBack(orphan, outcome, status, now);
        if (TAKEN_BACK.isWanted()) {
            TAKEN_BACK.write(
                    TaskFacts.of(orphan.running()),
                    "task taken back outcome={} status={}",
                    outcome.wireName(),
                    status.wireName());
        }
    }
}
