package dev.taskq.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a load test has found.
 *
 * @param tally what was done and seen
 * @param acks what agents said of their acknowledgements meanwhile; empty if none was asked
 * @param offering how long calls were made
 * @param lost how many accepted tasks the coordinator does not know
 */
record Report(Tally tally, Optional<Acks> acks, Duration offering, long lost) {
    private static final Duration ENQUEUE = Duration.ofMillis(200);

    /** The share of calls, in percent, that must keep the bound. */
    private static final double ENQUEUE_SHARE = 95;

    /** One that makes its calls later than this is not on time itself. */
    private static final Duration ON_TIME = Duration.ofMillis(50);

    /** How many accepted tasks are known, and not final. */
    private long unfinished() {
        return tally.openCount() - lost;
    }

    /** The service levels that were missed, each in a line. */
    List<String> missed() {
        List<String> missed = new ArrayList<>();
        Duration enqueue = tally.enqueue.at(ENQUEUE_SHARE);
        if (enqueue.compareTo(ENQUEUE) >= 0) {
            missed.add("enqueue p95 is " + Latency.millis(enqueue) + " ms, and must be under " + ENQUEUE.toMillis());
        }
        acks.filter(each -> each.tooLate() > 0)
                .ifPresent(each ->
                        missed.add(each.tooLate() + " of " + each.all() + " acknowledgements took more than a second"));
        if (lost > 0) {
            missed.add(lost + " accepted tasks are not known any more");
        }
        if (unfinished() > 0) {
            missed.add(unfinished() + " accepted tasks are not final");
        }
        if (tally.failedCount() > 0) {
            missed.add(tally.failedCount() + " tasks did not succeed");
        }
        tally.refused().forEach((why, number) -> missed.add(number + " calls were not accepted: " + why));
        return missed;
    }

    /** Whether the load generator itself was late so often that the latencies are its own. */
    boolean isGeneratorTheLimit() {
        return tally.late.at(ENQUEUE_SHARE).compareTo(ON_TIME) > 0;
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                """

                offered      %,d calls, %.1f/s
                accepted     %,d
                succeeded    %,d
                failed       %,d
                unfinished   %,d
                lost         %,d

                             p50 / p95 / p99 / max
                enqueue      %s, from when the call was due
                wait         %s, from its creation until the task started
                run          %s
                total        %s, from its creation until the task was final
                ack          %s
                call made    %s after it was due
                """,
                tally.offeredCount(),
                tally.offeredCount() * 1e9 / offering.toNanos(),
                tally.acceptedCount(),
                tally.succeededCount(),
                tally.failedCount(),
                unfinished(),
                lost,
                tally.enqueue.summary(),
                tally.waited.summary(),
                tally.ran.summary(),
                tally.total.summary(),
                acks.map(each -> each.within() + " of " + each.all() + " within a second")
                        .orElse("not known: no agent's metrics were asked"),
                tally.late.summary());
        out.println();
        if (isGeneratorTheLimit()) {
            out.println("The load generator was the limit: it made its calls late. Let it run on another machine, or"
                    + " lower the rate.");
        }
        List<String> missed = missed();
        out.println(missed.isEmpty() ? "PASSED" : "MISSED");
        missed.forEach(line -> out.println("  " + line));
    }
}
