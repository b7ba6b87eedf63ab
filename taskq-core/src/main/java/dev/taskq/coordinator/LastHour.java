package dev.taskq.coordinator;

import dev.taskq.HistoryQuery;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.spi.History;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What happened to each type within the last hour, by whole minutes. Nothing is added to a minute that is over, so the sums of its parts that
 * are over are kept: with 1,000 types an hour has 60,000 rows, and a reading needs those of few minutes. Thread-safe.
 */
final class LastHour {
    /** The length of a part whose sums are kept. */
    static final Duration PART = Duration.ofMinutes(5);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = History.Span.MINUTE.length();

    /** How long after its end a part may still grow: a write takes a moment, and clocks differ. */
    private static final Duration LATE = Duration.ofMinutes(1);

    private final History history;
    /** The parts that are over and wholly within the hour, by their begin. */
    private final Map<Instant, Map<String, Counts>> over = new ConcurrentHashMap<>();
    /** What lies before the first of them. */
    private volatile Begin begin = new Begin(Instant.MIN, Instant.MIN, Map.of());

    LastHour(History history) {
        this.history = history;
    }

    private record Begin(Instant from, Instant until, Map<String, Counts> sums) {
        boolean is(Instant otherFrom, Instant otherUntil) {
            return from.equals(otherFrom) && until.equals(otherUntil);
        }
    }

    /**
     * Reads the hour.
     *
     * @param now the time by the store's clock, roughly
     */
    Map<String, Counts> read(Instant now) {
        Instant from = HistoryQuery.begin(now.minus(HOUR), MINUTE);
        Instant first = HistoryQuery.begin(from.plus(PART).minusNanos(1), PART);
        Instant open = HistoryQuery.begin(now.minus(LATE), PART);
        Map<String, Counts> sums = new TreeMap<>();
        add(sums, begin(from, first));
        over.keySet().removeIf(part -> part.isBefore(first) || !part.isBefore(open));
        for (Instant part = first; part.isBefore(open); part = part.plus(PART)) {
            Map<String, Counts> kept = over.get(part);
            if (kept == null) {
                kept = history.sums(part, part.plus(PART));
                over.put(part, kept);
            }
            add(sums, kept);
        }
        add(sums, history.sums(open, now.plus(HOUR)));
        return sums;
    }

    private Map<String, Counts> begin(Instant from, Instant until) {
        Begin known = begin;
        if (!known.is(from, until)) {
            known = new Begin(from, until, from.isBefore(until) ? history.sums(from, until) : Map.of());
            begin = known;
        }
        return known.sums();
    }

    private static void add(Map<String, Counts> sums, Map<String, Counts> more) {
        more.forEach((type, counts) -> sums.merge(type, counts, Counts::plus));
    }

    /** How many parts are kept. */
    int parts() {
        return over.size();
    }
}
