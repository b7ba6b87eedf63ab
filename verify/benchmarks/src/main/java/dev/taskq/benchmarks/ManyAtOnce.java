package dev.taskq.benchmarks;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.TaskFilter;
import dev.taskq.TimeWindow;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Submits and runs tasks while an operation retries many failed ones of a type that no agent serves. Times with and
 * without an operation alternate, so that both have the same share of whatever else the machine does. Each operation is
 * cancelled at the end of its time. It has a type of its own, since a later one would begin by passing over what an
 * earlier one of the same type has retried.
 */
final class ManyAtOnce {
    /** More than an operation retries in a time, so that it lasts until the end. */
    private static final int OF_A_TYPE = 25_000;

    private static final int CALLERS = 64;
    private static final int WARM_UPS = 4;

    private final Bench bench;
    private final Duration each;

    ManyAtOnce(Bench bench, Duration each) {
        this.bench = bench;
        this.each = each;
    }

    void run(int number) throws Exception {
        List<String> types = IntStream.range(0, Math.ceilDiv(number, OF_A_TYPE))
                .mapToObj(i -> "retried_" + i)
                .toList();
        store(types);
        for (int i = 0; i < WARM_UPS; i++) {
            rate();
        }
        // The window of creation lets each operation begin at the failed tasks, and not at those of this measurement.
        TimeWindow stored = new TimeWindow(Optional.empty(), Optional.of(storedBefore()));
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        long retried = 0;
        for (String type : types) {
            without.add(rate());
            TaskFilter filter = TaskFilter.ALL.withType(type).withCreated(stored);
            long id = bench.coordinator()
                    .startOperation(NewOperation.of(OperationAction.RETRY, filter))
                    .id();
            with.add(rate());
            bench.coordinator().cancelOperation(id);
            Operation ended = ended(id);
            retried += ended.counts().done();
            System.out.printf(
                    "  without %,8.0f tasks/s   with %,8.0f tasks/s   %,9d retried%n",
                    without.getLast(), with.getLast(), ended.counts().done());
        }
        System.out.printf(
                "%n  %,d tasks retried; without an operation %,.0f tasks/s, with one %,.0f: %.1f %% less%n",
                retried, mean(without), mean(with), 100 * (1 - mean(with) / mean(without)));
    }

    private Operation ended(long id) throws InterruptedException {
        while (!read(id).status().isFinal()) {
            Thread.sleep(10);
        }
        return read(id);
    }

    private Instant storedBefore() throws SQLException {
        long micros = bench.ask("select (extract(epoch from max(created_at)) * 1000000)::bigint + 1 from taskq.tasks"
                + " where status = 'failed'");
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private Operation read(long id) {
        return bench.coordinator().findOperation(id).orElseThrow();
    }

    private double rate() throws Exception {
        return new EmbeddedLoad(bench, 1, each, CALLERS).steady().rate();
    }

    private static double mean(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    private void store(List<String> types) throws SQLException {
        bench.store().types().register(types);
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement()) {
            for (String type : types) {
                statement.execute("""
                        insert into taskq.tasks (status, created_at, updated_at, started_at, queued_at, hinted_at, finished_at,
                          attempt, failures, max_attempts, timeout_ms, type, caller, correlation_id, payload, error)
                        select 'failed', t.at, t.at, t.at, t.at, t.at, t.at, 1, 1, 1, 1000, '%s', 'bench', 'c', '{}', 'broken'
                        from (select clock_timestamp() as at from generate_series(1, %d) offset 0) t
                        """.formatted(type, OF_A_TYPE));
            }
            statement.execute("vacuum analyze taskq.tasks");
        }
    }
}
