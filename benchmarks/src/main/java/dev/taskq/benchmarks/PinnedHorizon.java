package dev.taskq.benchmarks;

import dev.taskq.examples.demo.LocalStack;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;

/** 1,000 tasks a second beside a writing transaction that somebody forgot: nothing dead can be cleaned up meanwhile. */
final class PinnedHorizon {
    private static final int RATE = 1_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final LocalStack stack;
    private final Table table;

    PinnedHorizon(LocalStack stack, Table table) {
        this.stack = stack;
        this.table = table;
    }

    void run(Duration pinned) throws Exception {
        try (Bench bench = new Bench(stack)) {
            table.note("warming up for a minute");
            new HttpLoad(bench, 1, MINUTE.dividedBy(2), 64).run();
            bench.startAgents();
            new OpenLoop(bench, RATE, MINUTE.dividedBy(2)).measure(table, "before, 1,000/s");
            try (Connection forgotten = bench.connect();
                    Statement statement = forgotten.createStatement()) {
                forgotten.setAutoCommit(false);
                statement.execute("create table forgotten (id int)");
                for (long minute = 1; minute <= pinned.toMinutes(); minute++) {
                    new OpenLoop(bench, RATE, MINUTE).measure(table, "pinned, minute " + minute);
                }
                forgotten.rollback();
            }
            bench.stopAgents();
            bench.check();
        }
    }
}
