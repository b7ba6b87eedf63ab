package dev.taskq.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of a load test.
 *
 * @param tally the calls and their outcomes
 * @param acks the acknowledgements of the agents during the test; empty if no metrics were read
 * @param offering the time during which calls were made
 * @param lost the number of accepted tasks that the coordinator does not know
 */
record Report(Tally tally, Optional<Acks> acks, Duration offering, long lost) {
    private static final Duration ENQUEUE = Duration.ofMillis(200);

    /** The percentage of calls that must keep the bound. */
    private static final double ENQUEUE_SHARE = 95;

    /** A load generator that makes calls later than this is late itself. */
    private static final Duration ON_TIME = Duration.ofMillis(50);

    /** The number of accepted tasks that are known and not final. */
    private long unfinished() {
        return tally.openCount() - lost;
    }

    /** The missed service levels, one line each. */
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
            missed.add(lost + " accepted tasks are lost");
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

    /** Whether the load generator was late so often that the latencies are not those of the system. */
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
                        .orElse("not known: no agent's metrics were read"),
                tally.late.summary());
        out.println();
        if (isGeneratorTheLimit()) {
            out.println("The load generator was the limit: it made its calls late. Run it on another machine, or"
                    + " lower the rate.");
        }
        List<String> missed = missed();
        out.println(missed.isEmpty() ? "PASSED" : "MISSED");
        missed.forEach(line -> out.println("  " + line));
    }
}
