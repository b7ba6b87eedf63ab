package dev.taskq.leader;

import dev.taskq.StoreUnavailableException;
import dev.taskq.engine.StoreClock;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Scan;
import dev.taskq.spi.Session;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what ended sessions held (their agents were killed, cut off or stopped), by full passes over the running rows, one
 * bounded step a round. Then {@link SessionClearing} clears those sessions. A pass serves only the sessions that had ended before
 * it began, because the rows of another session may lie where the pass has been already. Rows that another transaction holds
 * locked are kept and tried again without a new pass, since no claim of an ended session can add any. No session is cleared before
 * its last row is ended.
 *
 * <p>A loss that would fail its task waits for its agent to come back, for a while.
 *
 * <p>Now and then a pass serves no session and looks for what is overdue: a safety net for faults in an agent that lives. What
 * a silent agent holds is left alone: once its session is ended, it counts as lost and not as timed out.
 */
final class Reclaim implements LeaderDuty {
    private static final Logger LOG = LoggerFactory.getLogger(Reclaim.class);
    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(1);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final int BATCH = 200;

    private final Platform platform;
    private final Completions completions;
    private final Types knownTypes;
    private final StoreClock storeClock;
    private final OrphanCompletions ends;
    private final SessionClearing clearing;
    private final Signal wakeUp;
    private final Duration sweepPeriod;
    private volatile Set<Long> heard = Set.of();
    /** Passes whose scan is over, and whose sessions are not all cleared. */
    private final List<ReclaimPass> scanned = new ArrayList<>();

    private @Nullable ReclaimPass pass;
    private final Stopwatch sinceSweep;

    /**
     * Nothing to take back yet.
     *
     * @param ends ends what is found
     * @param clearing clears sessions of which nothing is left
     * @param wakeUp asks for a round
     * @param sweepPeriod between two passes that look for what is overdue
     */
    Reclaim(
            Platform platform,
            Completions completions,
            Types knownTypes,
            StoreClock storeClock,
            OrphanCompletions ends,
            SessionClearing clearing,
            Signal wakeUp,
            Duration sweepPeriod) {
        this.platform = platform;
        this.completions = completions;
        this.knownTypes = knownTypes;
        this.storeClock = storeClock;
        this.ends = ends;
        this.clearing = clearing;
        this.wakeUp = wakeUp;
        this.sweepPeriod = sweepPeriod;
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
        if (clearing.learn(sessions)) {
            wakeUp.raise();
        }
    }

    @Override
    public Duration round() {
        scanned.forEach(this::retryDeferred);
        if (pass != null) {
            retryDeferred(pass);
        }
        scanned.removeIf(clearing::clear);
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
            scanned.removeIf(clearing::clear);
        }
        return Duration.ZERO;
    }

    private @Nullable ReclaimPass nextPass() {
        Map<Long, Long> agents = new HashMap<>();
        Set<String> types = new TreeSet<>();
        for (Session session : clearing.unserved(scanned)) {
            agents.put(session.id(), session.process());
            types.addAll(session.spec().types());
        }
        if (agents.isEmpty()) {
            if (!sinceSweep.hasReached(sweepPeriod)) {
                return null;
            }
            sinceSweep.restart();
            knownTypes.all().stream().map(TypeState::name).forEach(types::add);
        }
        Instant now = storeClock.read();
        SliceScan scan = new SliceScan(types.stream()
                .map(type -> new SliceScan.Start(type, now, Scan.NO_END))
                .toList());
        return new ReclaimPass(platform, agents, now, scan);
    }

    private void step(ReclaimPass under) {
        List<Scan> scans = under.scan().next(BATCH);
        Stopwatch took = platform.stopwatch();
        List<Orphans> found;
        try {
            found = completions.orphans(scans, BATCH);
        } catch (StoreUnavailableException e) {
            under.scan().tooSlow();
            throw e;
        }
        Duration scanned = took.elapsed();
        List<Orphan> orphans = believed(
                        found.stream().flatMap(each -> each.found().stream()).toList())
                .stream()
                .filter(orphan -> !isDeferredBefore(under, orphan))
                .toList();
        // Before the scan goes on: what could not be ended is looked for again.
        under.defer(ends.complete(under, orphans));
        under.scan().done(found.stream().map(Orphans::stoppedAt).toList(), scanned);
    }

    /**
     * Whether an earlier pass tries it again. If a transaction holds a row for hours, one sweep does so, and not each.
     * A pass for sessions keeps its own, since it must not clear them before.
     */
    private boolean isDeferredBefore(ReclaimPass under, Orphan orphan) {
        return under.sessions().isEmpty() && scanned.stream().anyMatch(pass -> pass.defers(orphan));
    }

    /** Without those that are here by their age alone, while ages are not to be believed or their agent may be dead. */
    private List<Orphan> believed(List<Orphan> found) {
        if (found.stream().allMatch(Orphan::sessionEnded)) {
            return found;
        }
        storeClock.read();
        Set<Long> judged = storeClock.isSuspended() ? Set.of() : heard;
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

    private Duration untilNext() {
        Duration next = scanned.stream()
                .flatMap(each -> each.deferred().stream())
                .map(one -> one.due().remaining())
                .reduce(LONGEST_SLEEP, (one, other) -> one.compareTo(other) < 0 ? one : other);
        return next.compareTo(SHORTEST_SLEEP) > 0 ? next : SHORTEST_SLEEP;
    }
}
