package dev.taskq.agent;

import dev.taskq.engine.Intervals;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Hint;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Looks for queued tasks in the store itself, because some are without a hint: Redis is down or was flushed, or a coordinator was
 * killed before it sent one. Reads in the dispatch order from each type's floor. Where other agents look too, it reads more than
 * it wants and picks at random, so that they seldom collide; alone, it takes the front.
 *
 * <p>A scan of which nothing could be claimed, or that reached its bound without a candidate, is followed by one that
 * starts behind the last row it looked at; any other starts at the floor. Else a row in another forgotten transaction
 * would be chosen for ever. For the poller's thread only.
 */
final class StoreScan {
    /** Of all types together, unless they are more than a few hundred. */
    private static final int ROWS = 20_000;

    private static final int FEWEST_ROWS = 100;
    private static final int MOST_CANDIDATES = 1_000;
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(20);
    /** What an idle agent adds to its period with each scan. */
    private static final Duration STEP = Duration.ofMillis(10);

    /** Or such a part of the period, so that it takes half a minute to the longest one. */
    private static final int TENTH = 10;

    private static final Duration WITHOUT_FACTS = Duration.ofSeconds(1);
    private static final Duration BESIDE_QUEUE = Duration.ofSeconds(3);
    private static final Duration BESIDE_QUEUE_AN_AGENT = Duration.ofMillis(100);
    private static final double JITTER = 0.25;

    private final Platform platform;
    private final Dispatch dispatch;
    private final SessionState sessionState;
    private final BooleanSupplier haveSuspect;
    private final BooleanSupplier isWoken;
    private final Intervals intervals;
    private final Map<String, Position> continueAt = new HashMap<>();
    private Map<String, Position> lastScannedAt = Map.of();
    private Duration lastTook = Duration.ZERO;
    private final Stopwatch sinceLast;
    private Duration period = Duration.ZERO;
    private Duration shortestPeriod = SHORTEST_PERIOD;

    /**
     * Nothing looked for yet.
     *
     * @param haveSuspect whether the agent holds a suspect, so that it looks for no other
     * @param isWoken whether the agent is woken for all tasks, as by {@link #queuedHere}
     * @param intervals the longest ones while nothing is found, which are reached after some scans
     */
    StoreScan(
            Platform platform,
            Dispatch dispatch,
            SessionState sessionState,
            BooleanSupplier haveSuspect,
            BooleanSupplier isWoken,
            Intervals intervals) {
        this.haveSuspect = haveSuspect;
        this.isWoken = isWoken;
        this.intervals = intervals;
        this.platform = platform;
        this.dispatch = dispatch;
        this.sessionState = sessionState;
        this.sinceLast = platform.stopwatch();
    }

    /**
     * How long until the next scan.
     *
     * @param hintsFail whether hints fail for this agent, or there are none
     */
    Duration untilNext(List<String> types, boolean hintsFail) {
        Duration longest = longestPeriod(types, hintsFail);
        // Drawn once a scan, so that the agents of a fleet drift apart; a change for the worse counts at once.
        Duration wait = period.compareTo(longest) < 0 ? period : longest;
        Duration left = wait.minus(sinceLast.elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Looks again at once, since rows wait that the queue does not know of. */
    void atOnce() {
        period = Duration.ZERO;
    }

    /** Tasks were queued in this process. Not at once after a scan, so that tasks that come one by one are claimed together. */
    void queuedHere() {
        shortestPeriod = SHORTEST_PERIOD;
        period = min(period, max(SHORTEST_PERIOD, lastTook.multipliedBy(2)));
    }

    /** There was more than could be taken: looks again at once, where hints cannot be relied on for the rest. */
    void soon(boolean hintsFail) {
        if (isAlone(hintsFail)) {
            period = Duration.ZERO;
        }
    }

    /**
     * Looks.
     *
     * @param types the types to look at, in the order of this round
     * @param max how many are wanted, 1 or more
     * @param hintsFail whether hints fail for this agent, or there are none
     * @return at most {@code max} queued tasks
     */
    List<Hint> scan(List<String> types, int max, boolean hintsFail) {
        int others = agents(types);
        int wanted = Math.max(max, Math.min(MOST_CANDIDATES, max * Math.max(1, others)));
        int each = Math.max(1, 2 * wanted / types.size());
        int rows = Math.max(each, Math.max(FEWEST_ROWS, ROWS / types.size()));
        boolean suspects = !haveSuspect.getAsBoolean();
        List<Scan> scans = types.stream()
                .map(type -> new Scan(type, start(type), Scan.NO_END, rows, each, suspects))
                .toList();
        Stopwatch took = platform.stopwatch();
        List<ScanResult> found = dispatch.waiting(scans, wanted);
        sinceLast.restart();
        lastTook = took.elapsed();
        boolean isIdle = isAlone(hintsFail)
                && found.stream().allMatch(scanned -> scanned.queued().isEmpty());
        if (!isIdle) {
            shortestPeriod = SHORTEST_PERIOD;
        }
        period = platform.jittered(longestPeriod(types, hintsFail), JITTER);
        if (isIdle) {
            shortestPeriod = min(longestIdlePeriod(), shortestPeriod.plus(max(STEP, shortestPeriod.dividedBy(TENTH))));
        }
        return pick(found, max, others > 1);
    }

    /** Takes in what became of the candidates of the last scan. */
    void learn(Set<Long> settled) {
        continueAt.clear();
        if (settled.isEmpty()) {
            continueAt.putAll(lastScannedAt);
        }
    }

    private List<Hint> pick(List<ScanResult> found, int max, boolean atRandom) {
        List<Hint> candidates = new ArrayList<>();
        Map<String, Position> scannedAt = new HashMap<>();
        for (ScanResult scanned : found) {
            candidates.addAll(scanned.queued());
            scanned.queued().forEach(hint -> scannedAt.put(scanned.type(), Position.of(hint)));
            scanned.stoppedAt().ifPresent(position -> scannedAt.put(scanned.type(), position));
        }
        lastScannedAt = scannedAt;
        if (candidates.size() > max && atRandom) {
            shuffle(candidates, platform.random());
        }
        List<Hint> picked = List.copyOf(candidates.subList(0, Math.min(max, candidates.size())));
        if (picked.isEmpty()) {
            learn(Set.of());
        }
        return picked;
    }

    private static void shuffle(List<Hint> hints, RandomGenerator random) {
        for (int i = hints.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Hint moved = hints.set(i, hints.get(other));
            hints.set(other, moved);
        }
    }

    private Position start(String type) {
        Position floor = Position.before(sessionState.floor(type));
        Position behind = continueAt.getOrDefault(type, floor);
        return behind.compareTo(floor) > 0 ? behind : floor;
    }

    private int agents(List<String> types) {
        return sessionState
                .facts()
                .map(facts -> types.stream()
                        .mapToInt(type -> facts.agentsByType().getOrDefault(type, 1))
                        .max()
                        .orElse(1))
                .orElse(1);
    }

    /**
     * Whether hints cannot be relied on, so that rows are found by looks alone.
     *
     * @param hintsFail whether hints fail for this agent, or there are none
     */
    boolean isAlone(boolean hintsFail) {
        return hintsFail || sessionState.facts().map(LeaseFacts::hintsFail).orElse(false);
    }

    private Duration longestPeriod(List<String> types, boolean hintsFail) {
        int agents = agents(types);
        if (isAlone(hintsFail)) {
            // A scan may have waited for another transaction's lock: no reason to look less often than beside a queue.
            Duration shortest = min(shortestPeriod, longestIdlePeriod());
            return min(
                    max(shortest, lastTook.multipliedBy(2L * agents)), max(besideQueue(agents), longestIdlePeriod()));
        }
        if (sessionState.facts().isEmpty()) {
            return WITHOUT_FACTS;
        }
        return besideQueue(agents);
    }

    private Duration longestIdlePeriod() {
        return isWoken.getAsBoolean() ? intervals.wokenScan() : intervals.idleScan();
    }

    private static Duration besideQueue(int agents) {
        return max(BESIDE_QUEUE, BESIDE_QUEUE_AN_AGENT.multipliedBy(agents));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
