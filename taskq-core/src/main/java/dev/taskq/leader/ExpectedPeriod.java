package dev.taskq.leader;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How rarely sessions may still send heartbeats: as rarely as they are asked to, or as they were asked to before if that is longer
 * and some may not have learned of the shorter period yet. Thread-safe.
 *
 * <p>A longer period counts for four of its own after it was last asked for. A coordinator that has started since has not heard of
 * it. So each leader makes known which longer periods it still expects, and how much of their time is left. What was learned so
 * counts for what was left, and is made known with what is left of that: no leader prolongs it by handing it on. Its time does not
 * pass while no leader makes anything known, because sessions learn of the shorter period only from a leader.
 */
final class ExpectedPeriod {
    /** A session learns of another period with its next heartbeat, or with the one after it if that fails. Either may be slow. */
    private static final int KNOWN_AFTER_PERIODS = 4;

    /** A large fleet may shrink step by step. So many steps are told apart. */
    private static final int MOST = 16;

    private final Platform platform;

    /** All are asked to go by this one; zero while none was asked for. */
    private Duration asked = Duration.ZERO;

    /** What sessions may still go by because this coordinator has heard it asked for before, and until when. */
    private final NavigableMap<Duration, Timer> before = new TreeMap<>();

    /** What they may still go by because the leader before expected it, and until when. */
    private final NavigableMap<Duration, Timer> learned = new TreeMap<>();

    /** Nothing was asked yet. */
    ExpectedPeriod(Platform platform) {
        this.platform = platform;
    }

    /** The longest that a session may still go by; zero while none was asked for. */
    synchronized Duration get() {
        NavigableMap<Duration, Timer> all = all();
        return all.isEmpty() ? asked : all.lastKey();
    }

    /** All are asked to send heartbeats so often from now on. */
    synchronized void ask(Duration period) {
        if (!asked.isZero()) {
            // Until now it was what all were asked for: some may have learned of it just before.
            before.put(asked, platform.timer(asked.multipliedBy(KNOWN_AFTER_PERIODS)));
        }
        asked = period;
        forget(before);
        bound(before);
    }

    /**
     * Takes in what another leader expects. It replaces what was learned before, since each leader begins with what the one before
     * has made known.
     *
     * @param longer the periods that are longer than what it asks for, and for how much longer it expects each
     */
    synchronized void learn(Map<Duration, Duration> longer) {
        learned.clear();
        longer.forEach((period, left) -> learned.put(period, platform.timer(left)));
    }

    /**
     * The periods that are longer than another one, and for how much longer sessions may go by each. What all are asked for is one of
     * them if it is longer: it counts as if it were asked for until now.
     *
     * @param than what a leader makes known with them. It may differ from what was asked for last: a late answer may tell what the
     *     leader before asked for
     * @return a copy
     */
    synchronized Map<Duration, Duration> longer(Duration than) {
        Map<Duration, Duration> left = new TreeMap<>();
        if (asked.compareTo(than) > 0) {
            left.put(asked, asked.multipliedBy(KNOWN_AFTER_PERIODS));
        }
        all().tailMap(than, false).forEach((period, until) -> left.put(period, until.remaining()));
        return left;
    }

    private NavigableMap<Duration, Timer> all() {
        forget(before);
        forget(learned);
        NavigableMap<Duration, Timer> all = new TreeMap<>(before);
        learned.forEach((period, until) -> all.merge(period, until, ExpectedPeriod::later));
        bound(all);
        return all;
    }

    /** Forgets those that no session goes by any more. */
    private void forget(NavigableMap<Duration, Timer> periods) {
        periods.headMap(asked, true).clear();
        periods.values().removeIf(Timer::isExpired);
    }

    /** Where there are too many, the longest counts for as long as the one after it, which is not told apart any more. */
    private static void bound(NavigableMap<Duration, Timer> periods) {
        while (periods.size() > MOST) {
            Map.Entry<Duration, Timer> longest = Objects.requireNonNull(periods.pollLastEntry());
            Map.Entry<Duration, Timer> next = Objects.requireNonNull(periods.pollLastEntry());
            periods.put(longest.getKey(), later(longest.getValue(), next.getValue()));
        }
    }

    private static Timer later(Timer one, Timer other) {
        return one.remaining().compareTo(other.remaining()) < 0 ? other : one;
    }
}
