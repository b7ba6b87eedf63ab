package dev.taskq.coordinator;

import dev.taskq.AttemptOutcome;
import dev.taskq.RetryPolicy;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.engine.Duty;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.spi.EndResult;
import dev.taskq.spi.Ending;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Look;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Platform;
import dev.taskq.spi.Session;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Verdict;
import dev.taskq.telemetry.TaskFacts;
import dev.taskq.telemetry.TaskLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what ended sessions held, by full passes over the running rows, one bounded step a round; then those sessions are
 * cleared. A pass serves only the sessions that had ended before it began: another's rows may lie where it has been already.
 * Rows that somebody holds locked are kept, and tried again without a new pass, for no claim of an ended session can add any;
 * before the last of them is ended, no session is cleared.
 *
 * <p>A session that was found lost is cleared only when its agent has come back, and then its losses are taken back, or after
 * {@link Absences#KEPT}. A loss that would fail its task waits a while for that.
 *
 * <p>Once a minute a pass serves nobody and looks for what is overdue: a belt against faults in an agent that lives. What a
 * silent agent holds is left alone: once its session is ended, it counts as lost and not as timed out.
 */
final class Reclaim implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Reclaim.class);
    private static final TaskLog TAKEN_BACK = TaskLog.notable("taken-back");
    private static final Duration SWEEP_PERIOD = Duration.ofMinutes(1);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final int MOST_DOUBLINGS = 6;
    private static final int BATCH = 200;
    private static final String CAME_BACK =
            "the agent that ran it was cut off for a while, or stood still: this loss does not count";
    private static final RetryPolicy BUILT_IN = RetryPolicy.exponential();

    private final Platform platform;
    private final TaskStore store;
    private final Sender sender;
    private final Lead lead;
    private final ClockWatch clockWatch;
    private final Runnable wake;
    private final CoordinatorMetrics metrics;
    private final List<Session> ended = new ArrayList<>();
    private volatile Set<Long> heard = Set.of();
    private final Absences absences = new Absences();
    private final List<Pass> waiting = new ArrayList<>();
    private @Nullable Pass pass;
    private long lastSweep;

    /**
     * Nothing to take back yet.
     *
     * @param wake asks the loop that runs this duty for a round
     */
    Reclaim(
            Platform platform,
            TaskStore store,
            Sender sender,
            Lead lead,
            ClockWatch clockWatch,
            Runnable wake,
            CoordinatorMetrics metrics) {
        this.platform = platform;
        this.store = store;
        this.sender = sender;
        this.lead = lead;
        this.clockWatch = clockWatch;
        this.wake = wake;
        this.metrics = metrics;
        this.lastSweep = platform.nanoTime();
    }

    /** A pass, for some sessions or for none. */
    private static final class Pass {
        /** The processes of the sessions that it serves: after a restore, another's may have the same number. */
        private final Map<Long, Long> sessions;

        private final Instant begunAt;
        private final long begun;
        private final SliceWalk walk;
        private final List<Locked> locked = new ArrayList<>();
        private int takenBack;

        /**
         * One that begins.
         *
         * @param begunAt now, by the store's clock
         * @param begun now, by the platform's
         */
        Pass(Map<Long, Long> sessions, Instant begunAt, long begun, SliceWalk walk) {
            this.sessions = sessions;
            this.begunAt = begunAt;
            this.begun = begun;
            this.walk = walk;
        }

        boolean serves(Session session) {
            Long process = sessions.get(session.id());
            return process != null && process == session.process();
        }

        /** The store's time, without asking it. */
        Instant storeTime(long now) {
            return begunAt.plusNanos(now - begun);
        }
    }

    /** An ending that has to wait: somebody held its row, or its agent may come back. */
    private record Locked(Orphan orphan, int tries, long dueAt) {}

    /**
     * Takes in what a look at the sessions found.
     *
     * @param sessions all that are not cleared
     * @param living those that beat lately
     */
    void serve(List<Session> sessions, Set<Long> living) {
        heard = Set.copyOf(living);
        absences.learn(sessions, platform.nanoTime());
        List<Session> over =
                sessions.stream().filter(session -> session.end().isPresent()).toList();
        synchronized (ended) {
            ended.clear();
            ended.addAll(over);
        }
        if (!over.isEmpty()) {
            wake.run();
        }
    }

    @Override
    public Duration round() {
        if (!lead.leads()) {
            pass = null;
            waiting.clear();
            return Lead.NOT_LEADING;
        }
        retryLocked();
        if (pass == null) {
            pass = nextPass();
        }
        if (pass == null) {
            return untilNext();
        }
        step(pass);
        if (pass.walk.isOver()) {
            LOG.debug(
                    "pass over running rows is through sessions={} takenBack={}",
                    pass.sessions.keySet(),
                    pass.takenBack);
            waiting.add(pass);
            pass = null;
            clearThoseThrough();
        }
        return Duration.ZERO;
    }

    private @Nullable Pass nextPass() {
        List<Session> unserved = unserved();
        List<Long> coordinators = unserved.stream()
                .filter(session -> session.spec().kind() == Kind.COORDINATOR)
                .map(Session::id)
                .toList();
        if (!coordinators.isEmpty()) {
            // They hold nothing.
            store.clearSessions(coordinators);
            forget(Set.copyOf(coordinators));
        }
        Map<Long, Long> agents = new HashMap<>();
        Set<String> types = new TreeSet<>();
        for (Session session : unserved) {
            if (session.spec().kind() == Kind.AGENT) {
                agents.put(session.id(), session.process());
                types.addAll(session.spec().types());
            }
        }
        if (agents.isEmpty()) {
            if (platform.nanoTime() - lastSweep < SWEEP_PERIOD.toNanos()) {
                return null;
            }
            lastSweep = platform.nanoTime();
            store.types().stream().map(TypeState::name).forEach(types::add);
        }
        Instant now = store.now();
        return new Pass(
                agents,
                now,
                platform.nanoTime(),
                new SliceWalk(types.stream()
                        .map(type -> new SliceWalk.Start(type, now, Look.NO_END))
                        .toList()));
    }

    private List<Session> unserved() {
        synchronized (ended) {
            return ended.stream()
                    .filter(session -> waiting.stream().noneMatch(through -> through.serves(session)))
                    .toList();
        }
    }

    /** Those of a pass that are still to be cleared. */
    private Set<Long> uncleared(Pass through) {
        synchronized (ended) {
            return ended.stream()
                    .filter(through::serves)
                    .map(Session::id)
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private void forget(Set<Long> cleared) {
        synchronized (ended) {
            ended.removeIf(session -> cleared.contains(session.id()));
        }
    }

    private void step(Pass under) {
        List<Look> looks = under.walk.next(BATCH);
        long begun = platform.nanoTime();
        List<Orphans> found;
        try {
            found = store.orphans(looks, BATCH);
        } catch (StoreUnavailableException e) {
            under.walk.tooSlow();
            throw e;
        }
        Duration took = Duration.ofNanos(platform.nanoTime() - begun);
        List<Orphan> orphans =
                believed(found.stream().flatMap(each -> each.found().stream()).toList());
        // Before the walk goes on: what could not be ended is looked for again.
        List<Orphan> locked = end(under, orphans);
        locked.forEach(orphan -> under.locked.add(new Locked(orphan, 0, platform.nanoTime())));
        under.walk.done(found.stream().map(Orphans::stoppedAt).toList(), took);
    }

    /** Without those that are here by their age alone, while ages are not to be believed, or whose agent may be dead. */
    private List<Orphan> believed(List<Orphan> found) {
        if (found.stream().allMatch(Orphan::sessionEnded)) {
            return found;
        }
        clockWatch.learn(store.now());
        Set<Long> judged = clockWatch.isSuspended() ? Set.of() : heard;
        return found.stream()
                .filter(orphan -> orphan.sessionEnded() || judged.contains(orphan.session()))
                .toList();
    }

    /** Ends them; gives those that have to wait. */
    private List<Orphan> end(Pass under, List<Orphan> all) {
        List<Orphan> orphans = new ArrayList<>(all);
        List<Orphan> locked = new ArrayList<>();
        for (Orphan orphan : all) {
            if (isAwaited(orphan)) {
                orphans.remove(orphan);
                locked.add(orphan);
            }
        }
        if (orphans.isEmpty()) {
            return locked;
        }
        List<EndResult> results = store.end(orphans.stream().map(this::ending).toList());
        Instant now = under.storeTime(platform.nanoTime());
        List<Hint> hints = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            switch (results.get(i)) {
                case EndResult.Recorded(TaskStatus status, Optional<Hint> hint) -> {
                    under.takenBack++;
                    hint.ifPresent(hints::add);
                    takenBack(orphans.get(i), status, now);
                }
                case EndResult.Locked held -> locked.add(orphans.get(i));
                // It was ended by its agent, or by another lead.
                case EndResult.AlreadyRecorded already -> {}
                case EndResult.Refused refused -> {}
            }
        }
        sender.offer(hints);
        return locked;
    }

    /** Whether its end would fail the task, which it need not where its agent comes back. */
    private boolean isAwaited(Orphan orphan) {
        return orphan.sessionEnded()
                && Verdicts.isLastLoss(orphan.counts())
                && absences.isYoung(orphan.session(), Absences.LAST_LOSS_WAITS, platform.nanoTime());
    }

    private void takenBack(Orphan orphan, TaskStatus status, Instant now) {
        metrics.takenBack(orphan, outcome(orphan), status, now);
        if (TAKEN_BACK.isWanted()) {
            TAKEN_BACK.write(
                    new TaskFacts(
                            orphan.correlationId(),
                            orphan.traceparent(),
                            orphan.id(),
                            orphan.type(),
                            orphan.counts().attempt(),
                            OptionalLong.of(orphan.session())),
                    "task taken back outcome={} status={}",
                    outcome(orphan).wireName(),
                    status.wireName());
        }
    }

    private static AttemptOutcome outcome(Orphan orphan) {
        return orphan.sessionEnded() ? AttemptOutcome.LOST : AttemptOutcome.TIMED_OUT;
    }

    private Ending ending(Orphan orphan) {
        ExecutionEnd end = orphan.sessionEnded()
                ? (absences.isOver(orphan.session()) ? new ExecutionEnd.CutOff() : new ExecutionEnd.Lost())
                : new ExecutionEnd.Failed(BUILT_IN.delayAfter(orphan.counts().failures() + 1, platform.random()));
        Verdict verdict = Verdicts.after(orphan.counts(), orphan.maxAttempts(), end, platform.random());
        return new Ending(
                orphan.id(),
                orphan.session(),
                orphan.token(),
                verdict,
                outcome(orphan),
                Optional.empty(),
                Optional.of(reason(orphan, verdict)),
                false);
    }

    private String reason(Orphan orphan, Verdict verdict) {
        if (!orphan.sessionEnded()) {
            return "ran for longer than its time-out of " + orphan.timeout() + ", and its agent did not end it";
        }
        if (absences.isOver(orphan.session()) && verdict.status() != TaskStatus.FAILED) {
            return CAME_BACK;
        }
        return verdict.status() == TaskStatus.FAILED
                ? "the agents that ran it were lost " + verdict.losses() + " times: it may be what they died of"
                : "the agent that ran it was lost";
    }

    private void retryLocked() {
        for (Pass through : waiting) {
            retryLocked(through);
        }
        if (pass != null) {
            retryLocked(pass);
        }
        clearThoseThrough();
    }

    private void retryLocked(Pass of) {
        long now = platform.nanoTime();
        List<Locked> due = of.locked.stream()
                .filter(locked -> now - locked.dueAt() >= 0)
                .limit(BATCH)
                .toList();
        List<Orphan> asTheyAre = asTheyAre(due.stream().map(Locked::orphan).toList());
        Set<Orphan> still = Set.copyOf(end(of, asTheyAre));
        of.locked.removeAll(due);
        for (int i = 0; i < due.size(); i++) {
            Orphan orphan = asTheyAre.get(i);
            if (still.contains(orphan)) {
                int tries = due.get(i).tries();
                Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
                of.locked.add(new Locked(orphan, tries + 1, now + pause.toNanos()));
            }
        }
    }

    /** With their counts read anew where these decide: losses may have been taken back while they waited. */
    private List<Orphan> asTheyAre(List<Orphan> orphans) {
        List<Long> ids = orphans.stream()
                .filter(orphan -> Verdicts.isLastLoss(orphan.counts()))
                .map(Orphan::id)
                .toList();
        if (ids.isEmpty()) {
            return orphans;
        }
        Map<Long, Counts> counts = new HashMap<>();
        store.find(ids).forEach(task -> counts.put(task.id(), task.counts()));
        return orphans.stream()
                .map(orphan -> orphan.withCounts(counts.getOrDefault(orphan.id(), orphan.counts())))
                .toList();
    }

    private void clearThoseThrough() {
        for (Pass through : List.copyOf(waiting)) {
            Set<Long> done = uncleared(through);
            through.locked.forEach(locked -> done.remove(locked.orphan().session()));
            done.removeIf(session -> !mayBeCleared(session));
            if (!done.isEmpty()) {
                store.clearSessions(done);
                forget(done);
                LOG.info("sessions cleared sessions={} takenBack={}", done, through.takenBack);
            }
            if (through.locked.isEmpty() && uncleared(through).isEmpty()) {
                waiting.remove(through);
            }
        }
    }

    /** Of a session that holds nothing more: whether its agent stopped or stays away, or its losses have been taken back. */
    private boolean mayBeCleared(long session) {
        Optional<Long> back = absences.processBack(session);
        if (back.isEmpty()) {
            return !absences.isYoung(session, Absences.KEPT, platform.nanoTime());
        }
        Forgiven forgiven = store.forgiveLosses(session, back.get(), CAME_BACK);
        if (!forgiven.tasks().isEmpty()) {
            LOG.info(
                    "agent of a lost session has come back, losses do not count session={} tasks={}",
                    session,
                    forgiven.tasks().size());
        }
        return forgiven.complete();
    }

    private Duration untilNext() {
        long now = platform.nanoTime();
        long next = waiting.stream()
                .flatMap(each -> each.locked.stream())
                .mapToLong(locked -> locked.dueAt() - now)
                .min()
                .orElse(Long.MAX_VALUE);
        return Duration.ofNanos(Math.max(1_000_000, Math.min(next, LONGEST_SLEEP.toNanos())));
    }
}
