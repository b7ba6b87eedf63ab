package dev.taskq.console;

import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.TimeBuckets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A store with a history: of yesterday, and of the last hour. */
final class Past {
    /** Two a second, over the day. */
    static final long YESTERDAY = 172_800;

    /** The task that ran longest within the last hour: the first that a store in memory is given. */
    static final long SLOWEST = 1;

    /** How many tasks failed, by the whole hours since then, longest ago first. */
    static final SortedMap<Integer, Integer> FAILURES = failures();

    private final Instant now = Instant.now();
    private Duration back = Duration.ZERO;
    private final InMemoryTaskStore store =
            new InMemoryTaskStore(() -> Instant.now().minus(back));

    private Past() {}

    private static SortedMap<Integer, Integer> failures() {
        SortedMap<Integer, Integer> failures = new TreeMap<>(Comparator.reverseOrder());
        failures.putAll(Map.of(21, 2, 20, 1, 9, 4, 8, 7, 7, 3, 2, 2, 0, 1));
        return Collections.unmodifiableSortedMap(failures);
    }

    static InMemoryTaskStore store() {
        Past past = new Past();
        past.fill();
        return past.store;
    }

    /** The same, and 20 tasks of the type {@code break} that failed in seven hours of the last day, each in the middle of the hour. */
    static InMemoryTaskStore withFailures() {
        Past past = new Past();
        past.fill();
        FAILURES.forEach((hours, number) -> past.fail(Duration.ofHours(hours).plusMinutes(30), number));
        past.back = Duration.ZERO;
        return past.store;
    }

    private void fail(Duration ago, int number) {
        back = ago;
        try (Served then = Served.start(store)) {
            for (int i = 0; i < number; i++) {
                then.run("break", "shop");
            }
        }
    }

    private void fill() {
        Instant noon = now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofHours(12));
        add(Duration.between(noon, now), "0.9", entry("paint", YESTERDAY, 0, 3, Duration.ofSeconds(1)));
        add(Duration.ofMinutes(50), "1.0", entry("paint", 100, 0, 7, Duration.ofMillis(40)));
        add(Duration.ofMinutes(30), "1.0", entry("paint", 80, 20, SLOWEST, Duration.ofSeconds(90)));
        add(Duration.ofMinutes(10), "1.1", entry("paint", 60, 0, 9, Duration.ofMillis(700)));
        back = Duration.ZERO;
    }

    private void add(Duration ago, String version, HistoryEntry entry) {
        back = ago;
        HistoryEntry all = new HistoryEntry(History.ALL, entry.counts(), entry.waits(), entry.runs(), entry.slowest());
        store.history().add(List.of(entry, all), Optional.of(version));
    }

    /** As many tasks that succeeded. */
    static HistoryEntry of(String type, long number) {
        return entry(type, number, 0, SLOWEST, Duration.ofSeconds(1));
    }

    private static HistoryEntry entry(String type, long good, long failed, long slowest, Duration ran) {
        long all = good + failed;
        return new HistoryEntry(
                type,
                new Counts(all, all, good, all, failed, failed),
                times(all, Duration.ofMillis(3)),
                times(all, Duration.ofMillis(250)),
                Optional.of(new SlowAttempt(slowest, ran)));
    }

    private static TimeBuckets times(long number, Duration each) {
        long[] counts = new long[TimeBuckets.MOST];
        counts[TimeBuckets.bucketOf(each)] = number;
        return TimeBuckets.of(counts);
    }
}
