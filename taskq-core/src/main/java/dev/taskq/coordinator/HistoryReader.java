package dev.taskq.coordinator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.HistoryQuery;
import dev.taskq.TaskHistory;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.Point;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.TaskHistory.Times;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.History;
import dev.taskq.spi.History.Span;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.HistoryRow;
import dev.taskq.spi.TimeBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The history, as it is shown. A reading is kept for as long as it hardly changes, and shared by all callers: processes add to the
 * history only every ten seconds. Thread-safe.
 */
final class HistoryReader {
    /** How many readings are kept. */
    static final int MOST_KEPT = 100;

    /** How many points all kept readings have together. */
    static final int MOST_POINTS = 20_000;

    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration LONGEST_FRESH = Duration.ofMinutes(1);
    /** A reading is kept for one part in so many of its step. */
    private static final int PARTS_OF_STEP = 10;

    /** For so many times as long it is given to those that come while it is read anew. */
    private static final int PERIODS_USABLE = 3;

    private final Platform platform;
    private final History history;
    private final LastHour lastHour;
    private final Supplier<Instant> now;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Object, Kept> kept = new LinkedHashMap<>();

    /** What is being read anew. */
    @GuardedBy("lock")
    private final Set<Object> loading = new HashSet<>();

    HistoryReader(Platform platform, History history, Supplier<Instant> now) {
        this.platform = platform;
        this.history = history;
        this.lastHour = new LastHour(history);
        this.now = now;
    }

    private record Reading(Object value, int points) {}

    private record Kept(Reading reading, Timer fresh, Timer usable) {}

    /** What a reading of the last hour is kept under. */
    private enum Sums {
        LAST_HOUR
    }

    /** The time by the store's clock. */
    Instant now() {
        return now.get();
    }

    TaskHistory read(HistoryQuery query) {
        Duration part = query.step().dividedBy(PARTS_OF_STEP);
        Duration fresh = part.compareTo(FRESH) < 0 ? FRESH : part.compareTo(LONGEST_FRESH) > 0 ? LONGEST_FRESH : part;
        return (TaskHistory) kept(query, fresh, () -> {
            TaskHistory read = summed(query);
            return new Reading(read, read.points().size());
        });
    }

    @SuppressWarnings("unchecked")
    Map<String, Counts> lastHour() {
        return (Map<String, Counts>) kept(Sums.LAST_HOUR, FRESH.multipliedBy(2), () -> {
            Map<String, Counts> read = lastHour.read(now.get());
            return new Reading(read, read.size());
        });
    }

    /** No lock is held while the store reads. Callers that come meanwhile get the reading before, or read too if it is much too old. */
    private Object kept(Object key, Duration length, Supplier<Reading> read) {
        synchronized (lock) {
            Kept known = kept.get(key);
            if (known != null
                    && (!known.fresh().isExpired()
                            || (loading.contains(key) && !known.usable().isExpired()))) {
                return known.reading().value();
            }
            loading.add(key);
        }
        // Before the read: the reading is at least as new as that.
        Timer fresh = platform.timer(length);
        Timer usable = platform.timer(length.multipliedBy(PERIODS_USABLE));
        try {
            Reading reading = read.get();
            keep(key, new Kept(reading, fresh, usable));
            return reading.value();
        } finally {
            synchronized (lock) {
                loading.remove(key);
            }
        }
    }

    private void keep(Object key, Kept reading) {
        synchronized (lock) {
            kept.values().removeIf(old -> old.usable().isExpired());
            // Behind all others: those that were read longest ago go first.
            kept.remove(key);
            kept.put(key, reading);
            while (kept.size() > MOST_KEPT || points() > MOST_POINTS) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }

    /** How many points all kept readings have together. */
    int points() {
        synchronized (lock) {
            return kept.values().stream()
                    .mapToInt(known -> known.reading().points())
                    .sum();
        }
    }

    private TaskHistory summed(HistoryQuery query) {
        Span span = query.step().compareTo(Span.HOUR.length()) < 0 ? Span.MINUTE : Span.HOUR;
        // Rows that are due to be deleted are not read, so the cost is bounded also where they are not deleted yet. A
        // step of which a
        // part is due is left out: its counts would be too low.
        Instant first = HistoryQuery.begin(
                now.get().minus(span.kept()).plus(query.step()).minusNanos(1), query.step());
        Instant from = query.from().isBefore(first) ? first : query.from();
        List<HistoryRow> rows = query.until().isAfter(from)
                ? history.read(span, query.type().orElse(History.ALL), from, query.until())
                : List.of();
        Map<Instant, List<HistoryRow>> steps = new TreeMap<>();
        for (HistoryRow row : rows) {
            steps.computeIfAbsent(HistoryQuery.begin(row.at(), query.step()), absent -> new ArrayList<>())
                    .add(row);
        }
        List<Point> points = new ArrayList<>();
        steps.forEach((at, of) -> points.add(point(at, of)));
        return new TaskHistory(query, points, point(query.from(), rows));
    }

    private static Point point(Instant at, List<HistoryRow> rows) {
        HistoryEntry sum = rows.stream()
                .map(HistoryRow::entry)
                .reduce(HistoryEntry::plus)
                .orElse(new HistoryEntry(
                        History.ALL, Counts.NONE, TimeBuckets.NONE, TimeBuckets.NONE, Optional.<SlowAttempt>empty()));
        TreeSet<String> versions = new TreeSet<>();
        rows.forEach(row -> versions.addAll(row.versions()));
        return new Point(at, sum.counts(), times(sum.waits()), times(sum.runs()), sum.slowest(), List.copyOf(versions));
    }

    private static Optional<Times> times(TimeBuckets buckets) {
        return buckets.quantile(0.5)
                .map(p50 -> new Times(p50, buckets.quantile(0.95).orElse(p50)));
    }
}
