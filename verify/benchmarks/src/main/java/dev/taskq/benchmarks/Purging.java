package dev.taskq.benchmarks;

import dev.taskq.benchmarks.SubmitsInTime.Until;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How fast the leader deletes tasks past their retention while others are submitted and run. It walks along the ids, so they get the first. */
final class Purging {
    private static final int NUMBER = 200_000;
    private static final int PER_SECOND = 1_000;
    /** A walk begins each minute. */
    private static final Duration DURING = Duration.ofSeconds(150);

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Bench bench;
    private final GrownRows rows;
    private final Table table;

    Purging(Bench bench, GrownRows rows, Table table) {
        this.bench = bench;
        this.rows = rows;
        this.table = table;
    }

    /** Before the first task is submitted. */
    void reserveIds() throws SQLException {
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select setval('taskq.tasks_id_seq', " + NUMBER + ")");
        }
    }

    void run() throws Exception {
        rows.pastRetention(1, NUMBER);
        bench.startAgents();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Double> rate = threads.submit(this::watch);
            table.row(SubmitsInTime.byClient(bench, PER_SECOND, DURING, Until.LAST_RUN)
                    .named(PER_SECOND + "/s, open loop, beside the purging"));
            table.note(String.format(Locale.ROOT, "purged %,.0f tasks a second meanwhile", rate.get()));
        }
        bench.stopAgents();
    }

    /** From the first deletion to the last, or until the load ends. */
    private double watch() throws SQLException, InterruptedException {
        long end = System.nanoTime() + DURING.toNanos();
        long begun = 0;
        long left = NUMBER;
        while (left > 0 && System.nanoTime() - end < 0) {
            Thread.sleep(BETWEEN);
            left = bench.ask("select count(*) from taskq.tasks where id <= " + NUMBER);
            if (begun == 0 && left < NUMBER) {
                begun = System.nanoTime();
            }
        }
        return begun == 0 ? 0 : (NUMBER - left) * 1e9 / (System.nanoTime() - begun);
    }
}
