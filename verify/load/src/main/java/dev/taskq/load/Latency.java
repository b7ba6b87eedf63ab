package dev.taskq.load;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** The latencies of one operation. Thread-safe. */
final class Latency {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Histogram micros = new ConcurrentHistogram(LONGEST.toNanos() / 1_000, 3);

    void add(Duration took) {
        micros.recordValue(Math.clamp(took.toNanos() / 1_000, 0, LONGEST.toNanos() / 1_000));
    }

    boolean isEmpty() {
        return micros.getTotalCount() == 0;
    }

    Duration at(double percentile) {
        return Duration.ofNanos(micros.getValueAtPercentile(percentile) * 1_000);
    }

    /** The percentiles, as text for the report. */
    String summary() {
        return isEmpty()
                ? "nothing measured"
                : String.join(" / ", millis(at(50)), millis(at(95)), millis(at(99)), millis(at(100))) + " ms";
    }

    static String millis(Duration time) {
        double millis = time.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%,.0f", millis);
    }
}
