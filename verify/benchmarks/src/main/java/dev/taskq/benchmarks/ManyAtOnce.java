package dev.taskq.benchmarks;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.TaskFilter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Submits and runs tasks while an operation retries many failed ones of a type that no agent serves, and compares that
 * with the same work before and after it.
 */
final class ManyAtOnce {
    private static final String TYPE = "retried";
    private static final int CALLERS = 64;
    private static final int WARM_UPS = 3;
    private static final int COMPARED = 4;

    private final Bench bench;
    private final Duration each;

    ManyAtOnce(Bench bench, Duration each) {
        this.bench = bench;
        this.each = each;
    }

    void run(int number) throws Exception {
        store(number);
        for (int i = 0; i < WARM_UPS; i++) {
            rate();
        }
        List<Double> beside = new ArrayList<>();
        List<Double> during = new ArrayList<>();
        for (int i = 0; i < COMPARED; i++) {
            beside.add(row("before", rate()));
        }
        long operation = bench.coordinator()
                .startOperation(NewOperation.of(OperationAction.RETRY, TaskFilter.ALL.withType(TYPE)))
                .id();
        while (!read(operation).status().isFinal()) {
            double rate = rate();
            Operation now = read(operation);
            if (!now.status().isFinal()) {
                during.add(row("with " + now.counts().done() + " retried", rate));
            }
        }
        for (int i = 0; i < COMPARED; i++) {
            beside.add(row("after", rate()));
        }
        Operation ended = read(operation);
        System.out.printf(
                "%n  %,d tasks retried in %d s; beside it %,.0f tasks/s, with it %,.0f: %.1f %% less%n",
                ended.counts().done(),
                Duration.between(
                                ended.times().createdAt(),
                                ended.times().finishedAt().orElseThrow())
                        .toSeconds(),
                mean(beside),
                mean(during),
                100 * (1 - mean(during) / mean(beside)));
    }

    private Operation read(long id) {
        return bench.coordinator().findOperation(id).orElseThrow();
    }

    private double rate() throws Exception {
        return new EmbeddedLoad(bench, 1, each, CALLERS).steady().rate();
    }

    private static double row(String what, double rate) {
        System.out.printf("  %-30s %,8.0f tasks/s%n", what, rate);
        return rate;
    }

    private static double mean(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    private void store(int number) throws SQLException {
        bench.store().types().register(List.of(TYPE));
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into taskq.tasks (status, created_at, updated_at, started_at, queued_at, hinted_at, finished_at,
                      attempt, failures, max_attempts, timeout_ms, type, caller, correlation_id, payload, error)
                    select 'failed', t.at, t.at, t.at, t.at, t.at, t.at, 1, 1, 1, 1000, '%s', 'bench', 'c', '{}', 'broken'
                    from (select clock_timestamp() as at from generate_series(1, %d) offset 0) t
                    """.formatted(TYPE, number));
            statement.execute("vacuum analyze taskq.tasks");
        }
    }
}
