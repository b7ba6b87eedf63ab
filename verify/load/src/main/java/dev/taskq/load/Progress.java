package dev.taskq.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A line every few seconds. */
final class Progress {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final PrintStream out;
    private final Tally tally;
    private final long begun = System.nanoTime();
    private long nextAt = begun + PERIOD.toNanos();

    Progress(PrintStream out, Tally tally) {
        this.out = out;
        this.tally = tally;
    }

    /** Prints a line, if it is time. */
    void tellIfDue() {
        long now = System.nanoTime();
        if (now - nextAt >= 0) {
            nextAt = now + PERIOD.toNanos();
            out.printf(
                    Locale.ROOT,
                    "  %4d s  offered %,d, accepted %,d, enqueue p50 %s, p95 %s ms%n",
                    Duration.ofNanos(now - begun).toSeconds(),
                    tally.offeredCount(),
                    tally.acceptedCount(),
                    Latency.millis(tally.enqueue.at(50)),
                    Latency.millis(tally.enqueue.at(95)));
        }
    }
}
