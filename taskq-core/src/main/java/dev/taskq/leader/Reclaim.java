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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
 * <p>Now and then a pass serves no session and looks for what is overdue: a safety net for faults in an agent that lives. It reads
 * millions of rows where so many wait, so it rests between its steps, and stands still while sessions are served. What a silent
 * agent holds is left alone: once its session is ended, it counts as lost and not as timed out.
 */
final class Reclaim implements LeaderDuty {
    private static final Logger LOG = LoggerFactory.getLogger(Reclaim.class);
    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(1);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final int BATCH = 200;
    /** The pass that serves no session takes one part in so many of the time. */
    private static final int SHARE = 10;

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

    /** Serves sessions. */
    private @Nullable ReclaimPass pass;
    /** Serves none. */
    private @Nullable ReclaimPass sweep;

    private final Stopwatch sinceSweep;
    private final DutyCycle sweepCycle;

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
        this.sweepCycle = new DutyCycle(platform, SHARE);
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
        Stream.of(scanned, underWay(pass), underWay(sweep))
                .flatMap(Collection::stream)
                .forEach(this::retryDeferred);
        scanned.removeIf(clearing::clear);
        if (pass == null) {
            pass = nextPass();
        }
        if (pass != null) {
            pass = step(pass);
            return Duration.ZERO;
        }
        if (sweep == null && sinceSweep.hasReached(sweepPeriod)) {
            sinceSweep.restart();
            sweep = pass(Map.of(), knownTypes.all().stream().map(TypeState::name));
        }
        if (sweep == null) {
            return untilNext();
        }
        if (sweepCycle.left().isZero()) {
            sweepCycle.begin();
            sweep = step(sweep);
            sweepCycle.rest(Duration.ZERO);
        }
        Duration rest = sweepCycle.left();
        Duration next = untilNext();
        return rest.compareTo(next) < 0 ? rest : next;
    }

    private static List<ReclaimPass> underWay(@Nullable ReclaimPass one) {
        return one == null ? List.of() : List.of(one);
    }

    /** For the sessions that have ended and that no pass serves, if there are any. */
    private @Nullable ReclaimPass nextPass() {
        List<Session> ended = clearing.unserved(scanned);
        if (ended.isEmpty()) {
            return null;
        }
        Map<Long, Long> agents = new HashMap<>();
        ended.forEach(session -> agents.put(session.id(), session.process()));
        return pass(agents, ended.stream().flatMap(session -> session.spec().types().stream()));
    }

    private ReclaimPass pass(Map<Long, Long> agents, Stream<String> types) {
        Instant now = storeClock.read();
        SliceScan scan = new SliceScan(types.distinct()
                .sorted()
                .map(type -> new SliceScan.Start(type, now, Scan.NO_END))
                .toList());
        return new ReclaimPass(platform, agents, now, scan);
    }

    /** Goes on with a pass; null once it is through. */
    private @Nullable ReclaimPass step(ReclaimPass under) {
        scan(under);
        if (!under.scan().isOver()) {
            return under;
        }
        LOG.debug("pass over running rows is through sessions={} takenBack={}", under.sessions(), under.takenBack());
        scanned.add(under);
        scanned.removeIf(clearing::clear);
        return null;
    }

    private void scan(ReclaimPass under) {
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
        Duration next = Stream.of(scanned, underWay(sweep))
                .flatMap(Collection::stream)
                .flatMap(each -> each.deferred().stream())
                .map(one -> one.due().remaining())
                .reduce(LONGEST_SLEEP, (one, other) -> one.compareTo(other) < 0 ? one : other);
        return next.compareTo(SHORTEST_SLEEP) > 0 ? next : SHORTEST_SLEEP;
    }
}
