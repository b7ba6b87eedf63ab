package dev.taskq.benchmarks;

import dev.taskq.benchmarks.SubmitsInTime.Until;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Minutes of load in open loop, one line each: rates, latencies, and the size of Postgres' tables of tasks. */
final class Minutes {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST = 60;
    private static final int FEW = 500;
    private static final int MEGABYTE = 1 << 20;

    private final Bench bench;

    Minutes(Bench bench) {
        this.bench = bench;
    }

    void heading() {
        System.out.printf(
                "%n%-38s %9s %7s %8s   %-16s   %-24s %9s %9s %6s %6s%n",
                "", "submitted", "done", "CPU µs", "submit, ms", "pick-up, ms", "waiting", "dead", "table", "index");
        System.out.printf(
                "%-38s %9s %7s %8s   %-16s   %-24s %9s %9s %6s %6s%n",
                "", "a second", "", "Postgres", "p50 / p99", "p50 / p95 / p99", "", "rows", "MB", "MB");
    }

    /** Runs one minute. Returns the tasks done per second. */
    double run(String name, int perSecond) throws Exception {
        SubmitsInTime.Seen seen = SubmitsInTime.byClient(bench, perSecond, MINUTE, Until.LAST_CALL);
        Measured measured = seen.named(name);
        System.out.printf(
                Locale.ROOT,
                "%-38s %,9.0f %,7.0f %,8.0f   %-16s   %-24s %,9d %,9d %,6d %,6d%n",
                name,
                seen.submitted() / (seen.took().toNanos() / 1e9),
                measured.rate(),
                measured.micros(seen.cpu().postgres()),
                millis(seen.submits(), 50, 99),
                millis(seen.pickUps(), 50, 95, 99),
                waiting(),
                ofBothTables("pg_stat_get_dead_tuples(t)"),
                ofBothTables("pg_table_size(t)") / MEGABYTE,
                ofBothTables("pg_indexes_size(t)") / MEGABYTE);
        return measured.rate();
    }

    void runUntilNothingWaits(String name, int perSecond) throws Exception {
        for (int i = 0; i < MOST && waiting() > FEW; i++) {
            run(name, perSecond);
        }
    }

    private long waiting() throws SQLException {
        return bench.ask("select count(*) from taskq.tasks where status = 'queued' and finished_at is null");
    }

    /** The tasks that succeeded have a table of their own. */
    private long ofBothTables(String value) throws SQLException {
        return bench.ask("select sum(" + value + ")::bigint"
                + " from unnest(array['taskq.tasks'::regclass, 'taskq.succeeded_tasks'::regclass]) t");
    }

    private static String millis(Histogram nanos, double... percentiles) {
        StringBuilder text = new StringBuilder();
        for (double percentile : percentiles) {
            text.append(text.isEmpty() ? "" : " / ")
                    .append(String.format(Locale.ROOT, "%,.1f", nanos.getValueAtPercentile(percentile) / 1e6));
        }
        return text.toString();
    }
}
