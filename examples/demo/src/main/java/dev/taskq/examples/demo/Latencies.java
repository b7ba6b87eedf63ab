package dev.taskq.examples.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Latencies, each kept by itself. Exact, and meant for some thousands of them. Thread-safe. */
final class Latencies {
    private final ConcurrentSkipListMap<Long, LongAdder> nanos = new ConcurrentSkipListMap<>();

    void add(Duration latency) {
        nanos.computeIfAbsent(latency.toNanos(), absent -> new LongAdder()).increment();
    }

    /**
     * The latency that a share of all does not exceed.
     *
     * @param share between 0 and 1
     */
    Duration at(double share) {
        long all = nanos.values().stream().mapToLong(LongAdder::sum).sum();
        long wanted = (long) Math.ceil(share * all);
        long seen = 0;
        for (var entry : nanos.entrySet()) {
            seen += entry.getValue().sum();
            if (seen >= wanted) {
                return Duration.ofNanos(entry.getKey());
            }
        }
        return Duration.ZERO;
    }

    static String millis(Duration latency) {
        return String.format(Locale.ROOT, "%.1f ms", latency.toNanos() / 1e6);
    }
}
