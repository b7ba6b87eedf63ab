package dev.taskq.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/** What was accepted in each second of a run, and how long the calls that were due in it took. Thread-safe. */
final class Seconds {
    private static final long SECOND = 1_000_000_000L;

    private final List<LongAdder> accepted = new ArrayList<>();
    private final List<Histogram> latencies = new ArrayList<>();

    /**
     * Begins with zeros.
     *
     * @param number how many seconds; what is answered later belongs to none
     */
    Seconds(int number) {
        for (int i = 0; i < number; i++) {
            accepted.add(new LongAdder());
            latencies.add(Noop.newHistogram());
        }
    }

    /**
     * Notes an answered call.
     *
     * @param due when it was due, in nanoseconds since the begin
     * @param answered when it was answered, in nanoseconds since the begin
     */
    void add(long due, long answered) {
        latencies.get((int) (due / SECOND)).recordValue(answered - due);
        if (answered / SECOND < accepted.size()) {
            accepted.get((int) (answered / SECOND)).increment();
        }
    }

    void print() {
        System.out.printf("  %8s %10s %12s %12s%n", "second", "accepted", "p50, ms", "p95, ms");
        for (int i = 0; i < accepted.size(); i++) {
            System.out.printf(
                    Locale.ROOT,
                    "  %8d %,10d %,12.1f %,12.1f%n",
                    i + 1,
                    accepted.get(i).sum(),
                    millis(latencies.get(i), 50),
                    millis(latencies.get(i), 95));
        }
    }

    /** The 95th percentile of the calls due from a second on, in milliseconds. The first second is 1. */
    double p95From(int second) {
        Histogram all = Noop.newHistogram();
        latencies.subList(second - 1, latencies.size()).forEach(all::add);
        return millis(all, 95);
    }

    /** The fewest that were accepted in a second, from a second on. */
    long fewestFrom(int second) {
        return accepted.subList(second - 1, accepted.size()).stream()
                .mapToLong(LongAdder::sum)
                .min()
                .orElse(0);
    }

    private static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }
}
