package dev.taskq.coordinator;

import dev.taskq.AgentOverview;
import dev.taskq.Explanation;
import dev.taskq.Explanation.Reason;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.engine.ClosestName;
import dev.taskq.spi.ErrorLines;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TaskDetail.Holding;
import dev.taskq.spi.TypeReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides why a task is where it is: a pure function of what was read. */
final class Reasons {
    private Reasons() {}

    /**
     * What was read.
     *
     * @param detail the task
     * @param type its type; empty if the store does not know it
     * @param fleet the living sessions
     * @param before what is before the task in the dispatch order, if it is queued
     * @param leaderMissing whether no coordinator leads
     * @param hintsFail whether hints fail for any coordinator
     */
    record Facts(
            TaskDetail detail,
            Optional<TypeReading> type,
            Fleet fleet,
            Before before,
            boolean leaderMissing,
            boolean hintsFail) {}

    /**
     * A bounded count of what is before a task.
     *
     * @param tasks how many queued tasks were counted
     * @param more whether the count came to its bound
     */
    record Before(long tasks, boolean more) {
        static final Before NOTHING = new Before(0, false);
    }

    /** The reasons, the one that decides first. */
    static List<Reason> of(Facts facts) {
        Task task = facts.detail().task();
        List<Reason> reasons = new ArrayList<>();
        switch (task.status()) {
            case SUCCEEDED, FAILED, CANCELLED ->
                reasons.add(new Explanation.Final(
                        task.status(),
                        task.times().finishedAt().orElse(task.times().updatedAt()),
                        task.error().map(ErrorLines::withoutTrace)));
            case RUNNING -> running(facts, reasons);
            case SCHEDULED -> scheduled(facts, reasons);
            case QUEUED -> queued(facts, reasons);
        }
        return reasons;
    }

    private static void running(Facts facts, List<Reason> reasons) {
        TaskDetail detail = facts.detail();
        Task task = detail.task();
        Instant since = task.times().startedAt().orElse(task.times().updatedAt());
        long session = detail.holding().map(Holding::session).orElse(0L);
        boolean isLost = !detail.holding().map(Holding::living).orElse(false);
        String agent = task.agent().orElse("");
        if (isLost) {
            reasons.add(new Explanation.AgentLost(task.agent(), session, since));
        }
        Duration overdue = Duration.between(since.plus(task.timeout()), detail.at());
        if (overdue.isPositive()) {
            reasons.add(new Explanation.Overdue(overdue));
        }
        detail.cancelRequestedAt().map(Explanation.CancelRequested::new).ifPresent(reasons::add);
        Optional<Instant> heardAt =
                facts.fleet().agent(session).flatMap(AgentOverview::report).map(AgentOverview.Report::at);
        if (!isLost && facts.fleet().isSilent(session, since, detail.at())) {
            reasons.add(new Explanation.AgentSilent(agent, heardAt));
        }
        if (!isLost) {
            reasons.add(new Explanation.Running(agent, session, since, task.timeout()));
        } else if (facts.leaderMissing()) {
            reasons.add(new Explanation.NoLeader());
        }
    }

    private static void scheduled(Facts facts, List<Reason> reasons) {
        Task task = facts.detail().task();
        Instant dueAt = task.times().runAt().orElse(task.times().updatedAt());
        boolean isDue = !dueAt.isAfter(facts.detail().at());
        if (isDue) {
            if (facts.leaderMissing()) {
                reasons.add(new Explanation.NoLeader());
            }
            reasons.add(new Explanation.Due(dueAt));
        }
        Optional<Task.Attempt> last = task.attempts().stream()
                .filter(attempt -> attempt.attempt() == task.counts().attempt())
                .findFirst();
        reasons.add(
                last.isPresent()
                        ? new Explanation.BackingOff(
                                last.get().attempt(),
                                last.get().outcome(),
                                dueAt,
                                last.get().error().map(ErrorLines::withoutTrace))
                        : new Explanation.Scheduled(dueAt));
        dispatchStopped(facts, reasons);
        if (!isDue && facts.leaderMissing()) {
            reasons.add(new Explanation.NoLeader());
        }
    }

    /** What keeps all tasks of the type from being run. */
    private static void dispatchStopped(Facts facts, List<Reason> reasons) {
        String type = facts.detail().task().type();
        facts.type()
                .flatMap(TypeReading::pause)
                .map(pause -> new Explanation.Paused(pause.at(), pause.by()))
                .ifPresent(reasons::add);
        if (facts.fleet().servedOf(type).agents() == 0) {
            reasons.add(new Explanation.NotServed(
                    facts.type().map(TypeReading::announced).orElse(false),
                    ClosestName.near(type, facts.fleet().servedTypes())));
        }
    }

    private static void queued(Facts facts, List<Reason> reasons) {
        dispatchStopped(facts, reasons);
        if (reasons.isEmpty()) {
            agentsBusy(facts, reasons);
            turn(facts, reasons);
        }
        if (facts.hintsFail()) {
            reasons.add(new Explanation.HintsFailing());
        }
        if (facts.leaderMissing()) {
            reasons.add(new Explanation.NoLeader());
        }
    }

    /** What keeps each agent of the type from taking the task. */
    private static void agentsBusy(Facts facts, List<Reason> reasons) {
        Task task = facts.detail().task();
        Fleet.Served served = facts.fleet().servedOf(task.type());
        if (task.counts().isSuspect() && served.mayTakeSuspect() == 0) {
            reasons.add(new Explanation.SuspectWaits(task.counts().losses(), served.agents()));
        }
        if (served.mayTake() == 0) {
            reasons.add(new Explanation.AgentsFull(served.agents(), served.slots()));
        } else if (served.room() < Math.max(1, facts.detail().paramsBytes())) {
            reasons.add(new Explanation.MemoryFull(
                    served.mayTake(), served.room(), facts.detail().paramsBytes()));
        }
    }

    /** The place in the dispatch order. That nothing is before the task explains nothing if the agents are busy. */
    private static void turn(Facts facts, List<Reason> reasons) {
        Before before = facts.before();
        if (before.tasks() == 0 && !reasons.isEmpty()) {
            return;
        }
        long finished = facts.fleet()
                .activityOf(facts.detail().task().type())
                .lastMinute()
                .finished();
        reasons.add(new Explanation.WaitingItsTurn(before.tasks(), before.more(), expected(before, finished)));
    }

    private static Optional<Duration> expected(Before before, long finishedAMinute) {
        return finishedAMinute == 0
                ? Optional.empty()
                : Optional.of(Duration.ofMinutes(1).multipliedBy(before.tasks()).dividedBy(finishedAMinute));
    }

    /** Whether the task's place in the dispatch order is of interest: it is queued, and nothing stops the dispatch of its type. */
    static boolean hasTurn(TaskDetail detail, Optional<TypeReading> type, Fleet fleet) {
        return detail.task().status() == TaskStatus.QUEUED
                && type.flatMap(TypeReading::pause).isEmpty()
                && fleet.servedOf(detail.task().type()).agents() > 0;
    }
}
