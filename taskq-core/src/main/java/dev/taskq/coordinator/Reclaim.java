package dev.taskq.coordinator;

import dev.taskq.AttemptOutcome;
import dev.taskq.RetryPolicy;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStatus;
import dev.taskq.engine.Duty;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.spi.EndResult;
import dev.taskq.spi.Ending;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what ended sessions held, by full passes over the running rows, one bounded step a round; then those sessions are
 * cleared. A pass serves only the sessions that had ended before it began: another's rows may lie where it has been already.
 * Rows that somebody holds locked are kept, and tried again without a new pass, for no claim of an ended session can add any;
 * before the last of them is ended, no session is cleared.
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
        private final Set<Long> sessions;
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
        Pass(Set<Long> sessions, Instant begunAt, long begun, SliceWalk walk) {
            this.sessions = sessions;
            this.begunAt = begunAt;
            this.begun = begun;
            this.walk = walk;
        }

        /** The store's time, without asking it. */
        Instant storeTime(long now) {
            return begunAt.plusNanos(now - begun);
        }
    }

    /** An ending whose row somebody held. */
    private record Locked(Orphan orphan, int tries, long dueAt) {}

    /**
     * Takes in what a look at the sessions found.
     *
     * @param sessions those that have ended and are not cleared
     * @param living those that beat lately
     */
    void serve(List<Session> sessions, Set<Long> living) {
        heard = Set.copyOf(living);
        synchronized (ended) {
            ended.clear();
            ended.addAll(sessions);
        }
        if (!sessions.isEmpty()) {
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
            LOG.debug("pass over running rows is through sessions={} takenBack={}", pass.sessions, pass.takenBack);
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
        Set<Long> agents = new HashSet<>();
        Set<String> types = new TreeSet<>();
        for (Session session : unserved) {
            if (session.spec().kind() == Kind.AGENT) {
                agents.add(session.id());
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
        Set<Long> served = new HashSet<>();
        waiting.forEach(through -> served.addAll(through.sessions));
        synchronized (ended) {
            return ended.stream()
                    .filter(session -> !served.contains(session.id()))
                    .toList();
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

    /** Ends them; gives those that somebody holds locked. */
    private List<Orphan> end(Pass under, List<Orphan> orphans) {
        if (orphans.isEmpty()) {
            return List.of();
        }
        List<EndResult> results = store.end(orphans.stream().map(this::ending).toList());
        Instant now = under.storeTime(platform.nanoTime());
        List<Orphan> locked = new ArrayList<>();
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
                ? new ExecutionEnd.Lost()
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

    private static String reason(Orphan orphan, Verdict verdict) {
        if (!orphan.sessionEnded()) {
            return "ran for longer than its time-out of " + orphan.timeout() + ", and its agent did not end it";
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
        Set<Orphan> still = Set.copyOf(end(of, due.stream().map(Locked::orphan).toList()));
        of.locked.removeAll(due);
        for (Locked locked : due) {
            if (still.contains(locked.orphan())) {
                Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(locked.tries(), MOST_DOUBLINGS));
                of.locked.add(new Locked(locked.orphan(), locked.tries() + 1, now + pause.toNanos()));
            }
        }
    }

    private void clearThoseThrough() {
        List<Pass> through =
                waiting.stream().filter(each -> each.locked.isEmpty()).toList();
        for (Pass each : through) {
            if (!each.sessions.isEmpty()) {
                store.clearSessions(each.sessions);
                forget(each.sessions);
                LOG.info("sessions cleared sessions={} takenBack={}", each.sessions, each.takenBack);
            }
            waiting.remove(each);
        }
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
