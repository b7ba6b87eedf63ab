package dev.taskq.leader;

import dev.taskq.StoreUnavailableException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Hint;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Scan;
import dev.taskq.spi.Session;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what ended sessions held (their agents were killed, cut off or stopped), by full passes over the running rows, one
 * bounded step a round. Then it clears those sessions. A pass serves only the sessions that had ended before it began, because
 * the rows of another session may lie where the pass has been already. Rows that another transaction holds locked are kept and
 * tried again without a new pass, since no claim of an ended session can add any. No session is cleared before its last row is
 * ended.
 *
 * <p>A session that was found lost is cleared only when its agent has come back, and then its losses are taken back, or after
 * {@link LostSessions#KEPT}. A loss that would fail its task waits for that, for a while.
 *
 * <p>Once a minute a pass serves no session and looks for what is overdue: a safety net for faults in an agent that lives. What
 * a silent agent holds is left alone: once its session is ended, it counts as lost and not as timed out.
 */
final class Reclaim implements LeaderDuty {
    private static final Logger LOG = LoggerFactory.getLogger(Reclaim.class);
    private static final Duration SWEEP_PERIOD = Duration.ofMinutes(1);
    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(1);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final int BATCH = 200;

    private final Platform platform;
    private final TaskStore store;
    private final ClockWatch clockWatch;
    private final Runnable wake;
    private final LostSessions lost;
    private final EndedSessions ended = new EndedSessions();
    private final OrphanCompletions ends;
    private volatile Set<Long> heard = Set.of();
    /** Passes whose scan is over, and whose sessions are not all cleared. */
    private final List<ReclaimPass> scanned = new ArrayList<>();

    private @Nullable ReclaimPass pass;
    private final Stopwatch sinceSweep;

    /**
     * Nothing to take back yet.
     *
     * @param wake asks the loop that runs this duty for a round
     */
    Reclaim(
            Platform platform,
            TaskStore store,
            Consumer<List<Hint>> hints,
            ClockWatch clockWatch,
            Runnable wake,
            LeaderMetrics metrics) {
        this.platform = platform;
        this.store = store;
        this.clockWatch = clockWatch;
        this.wake = wake;
        this.lost = new LostSessions(platform);
        this.ends = new OrphanCompletions(platform, store.submissions(), store.completions(), hints, lost, metrics);
        this.sinceSweep = platform.stopwatch();
    }

    /**
     * Takes in what was observed of the sessions. Called by another thread than {@link #round}.
     *
     * @param sessions all that are not cleared
     * @param living those that were heard of lately
     */
    void serve(List<Session> sessions, Set<Long> living) {
        heard = Set.copyOf(living);
        lost.learn(sessions);
        List<Session> over =
                sessions.stream().filter(session -> session.end().isPresent()).toList();
        ended.replaceBy(over);
        if (!over.isEmpty()) {
            wake.run();
        }
    }

    @Override
    public Duration round() {
        scanned.forEach(this::retryDeferred);
        if (pass != null) {
            retryDeferred(pass);
        }
        clearThoseThrough();
        if (pass == null) {
            pass = nextPass();
        }
        if (pass == null) {
            return untilNext();
        }
        step(pass);
        if (pass.scan().isOver()) {
            LOG.debug("pass over running rows is through sessions={} takenBack={}", pass.sessions(), pass.takenBack());
            scanned.add(pass);
            pass = null;
            clearThoseThrough();
        }
        return Duration.ZERO;
    }

    private @Nullable ReclaimPass nextPass() {
        List<Session> unserved = ended.unserved(scanned);
        clearCoordinators(unserved);
        Map<Long, Long> agents = new HashMap<>();
        Set<String> types = new TreeSet<>();
        for (Session session : unserved) {
            if (session.spec().kind() == Kind.AGENT) {
                agents.put(session.id(), session.process());
                types.addAll(session.spec().types());
            }
        }
        if (agents.isEmpty()) {
            if (!sinceSweep.hasReached(SWEEP_PERIOD)) {
                return null;
            }
            sinceSweep.restart();
            store.types().all().stream().map(TypeState::name).forEach(types::add);
        }
        Instant now = store.now();
        SliceScan scan = new SliceScan(types.stream()
                .map(type -> new SliceScan.Start(type, now, Scan.NO_END))
                .toList());
        return new ReclaimPass(platform, agents, now, scan);
    }

    /** A coordinator holds nothing. */
    private void clearCoordinators(List<Session> over) {
        Set<Long> coordinators = new TreeSet<>();
        over.stream()
                .filter(session -> session.spec().kind() == Kind.COORDINATOR)
                .map(Session::id)
                .forEach(coordinators::add);
        if (!coordinators.isEmpty()) {
            store.sessions().clear(coordinators);
            ended.forget(coordinators);
        }
    }

    private void step(ReclaimPass under) {
        List<Scan> scans = under.scan().next(BATCH);
        Stopwatch took = platform.stopwatch();
        List<Orphans> found;
        try {
            found = store.completions().orphans(scans, BATCH);
        } catch (StoreUnavailableException e) {
            under.scan().tooSlow();
            throw e;
        }
        Duration scanned = took.elapsed();
        List<Orphan> orphans =
                believed(found.stream().flatMap(each -> each.found().stream()).toList());
        // Before the scan goes on: what could not be ended is looked for again.
        under.defer(ends.complete(under, orphans));
        under.scan().done(found.stream().map(Orphans::stoppedAt).toList(), scanned);
    }

    /** Without those that are here by their age alone, while ages are not to be believed or their agent may be dead. */
    private List<Orphan> believed(List<Orphan> found) {
        if (found.stream().allMatch(Orphan::sessionEnded)) {
            return found;
        }
        clockWatch.learn(store.now());
        Set<Long> judged = clockWatch.isSuspended() ? Set.of() : heard;
        return found.stream()
                .filter(orphan -> orphan.sessionEnded()
                        || judged.contains(orphan.running().holder().session()))
                .toList();
    }

    private void retryDeferred(ReclaimPass of) {
        List<ReclaimPass.Deferred> due = of.due(BATCH);
        List<Orphan> orphans =
                ends.reread(due.stream().map(ReclaimPass.Deferred::orphan).toList());
        Set<Orphan> still = Set.copyOf(ends.complete(of, orphans));
        of.tried(due);
        for (int i = 0; i < due.size(); i++) {
            if (still.contains(orphans.get(i))) {
                of.deferAgain(orphans.get(i), due.get(i).tries());
            }
        }
    }

    private void clearThoseThrough() {
        for (ReclaimPass through : List.copyOf(scanned)) {
            Set<Long> done = ended.servedBy(through);
            through.deferred()
                    .forEach(one -> done.remove(one.orphan().running().holder().session()));
            done.removeIf(session -> !mayBeCleared(session));
            if (!done.isEmpty()) {
                store.sessions().clear(done);
                ended.forget(done);
                LOG.info("sessions cleared sessions={} takenBack={}", done, through.takenBack());
            }
            if (through.deferred().isEmpty() && ended.servedBy(through).isEmpty()) {
                scanned.remove(through);
            }
        }
    }

    /** Of a session that holds nothing more: whether its agent stopped or stays away, or its losses have been taken back. */
    private boolean mayBeCleared(long session) {
        Optional<Long> back = lost.processBack(session);
        if (back.isEmpty()) {
            return !lost.isYoung(session, LostSessions.KEPT);
        }
        Forgiven forgiven = store.completions().forgiveLosses(session, back.get(), OrphanCompletions.CAME_BACK);
        if (!forgiven.tasks().isEmpty()) {
            LOG.info(
                    "agent of a lost session has come back, losses do not count session={} tasks={}",
                    session,
                    forgiven.tasks().size());
        }
        return forgiven.complete();
    }

    private Duration untilNext() {
        Duration next = scanned.stream()
                .flatMap(each -> each.deferred().stream())
                .map(one -> one.due().remaining())
                .reduce(LONGEST_SLEEP, (one, other) -> one.compareTo(other) < 0 ? one : other);
        return next.compareTo(SHORTEST_SLEEP) > 0 ? next : SHORTEST_SLEEP;
    }
}
