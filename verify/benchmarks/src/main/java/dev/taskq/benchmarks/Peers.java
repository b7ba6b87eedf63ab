package dev.taskq.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.benchmarks.SubmitsInTime.Seen;
import dev.taskq.benchmarks.SubmitsInTime.Until;
import dev.taskq.benchmarks.peers.DbScheduler;
import dev.taskq.benchmarks.peers.JobRunrServer;
import dev.taskq.benchmarks.peers.Peer;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.stack.LocalStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * The same work by this project and by other task queues for Java, one after the other on the same servers, all embedded in this
 * process: storing tasks, running stored ones, both at once, and how soon a task runs at a steady rate.
 */
final class Peers {
    /** How many tasks each runs at a time, as the agents here do. */
    private static final int THREADS = 128;

    private static final int CONNECTIONS = 20;
    private static final int CALLERS = 64;
    private static final int BULK_CALLERS = 16;
    private static final int BATCH = 50;
    private static final int BULK = 50_000;
    private static final long MOST_UNDER_WAY = 4_000;
    private static final List<Integer> RATES = List.of(100, 1_000);

    private final LocalStack stack;
    private final Duration each;
    private final Table table;
    private final Noop noop = new Noop();

    Peers(LocalStack stack, Duration each, Table table) {
        this.stack = stack;
        this.each = each;
        this.table = table;
    }

    void run() throws Exception {
        try (Bench bench = new Bench(stack)) {
            measure(new Taskq(bench), bench.noop());
            bench.check();
        }
        try (HikariDataSource database = database("db_scheduler");
                Peer peer = new DbScheduler(database, THREADS, this::ran)) {
            measure(peer, noop);
        }
        try (HikariDataSource database = database("jobrunr");
                Peer peer = new JobRunrServer(database, THREADS, this::ran)) {
            measure(peer, noop);
        }
    }

    private void ran(long due) {
        noop.begun(due);
        noop.ended();
    }

    private HikariDataSource database(String name) throws SQLException {
        PostgresServer postgres = stack.postgres();
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(postgres.jdbcUrl(name));
        source.setUsername(postgres.user());
        source.setPassword(postgres.password());
        source.setMaximumPoolSize(CONNECTIONS);
        // Both peers store many tasks by batches of JDBC.
        source.addDataSourceProperty("reWriteBatchedInserts", "true");
        return source;
    }

    private void measure(Peer peer, Runs runs) throws Exception {
        table.note(peer.name() + ": warming up");
        peer.resume();
        WarmUp.run(() -> endToEnd(peer, runs));
        peer.pause();
        long before = runs.done();
        List<Measured> stored = List.of(
                storing(peer, "enqueue, single calls, " + CALLERS + " callers", CALLERS, 1),
                storing(peer, "enqueue, batches of " + BATCH + ", " + BULK_CALLERS + " callers", BULK_CALLERS, BATCH));
        stored.forEach(table::row);
        table.row(draining(
                peer, runs, before, stored.stream().mapToLong(Measured::number).sum()));
        table.row(endToEnd(peer, runs));
        for (int rate : RATES) {
            inTime(peer, runs, rate);
        }
        peer.pause();
    }

    /** Single calls for a while, or batches until there are enough to run. */
    private Measured storing(Peer peer, String what, int callers, int batch) throws Exception {
        long most = batch == 1 ? Long.MAX_VALUE : BULK / callers;
        Duration length = batch == 1 ? each : Duration.ofHours(1);
        return timed(
                peer.name() + ": " + what,
                () -> Callers.run(callers, length, most, caller -> () -> {
                    if (batch == 1) {
                        peer.enqueue(0);
                    } else {
                        peer.enqueueAll(batch);
                    }
                    return batch;
                }));
    }

    private Measured draining(Peer peer, Runs runs, long before, long waiting) throws Exception {
        return timed(peer.name() + ": drain of " + waiting, () -> {
            peer.resume();
            while (runs.done() < before + waiting) {
                Thread.sleep(1);
            }
            return waiting;
        });
    }

    private Measured endToEnd(Peer peer, Runs runs) throws Exception {
        UnderWay underWay = new UnderWay(runs, MOST_UNDER_WAY);
        return timed(peer.name() + ": end to end, single calls, " + CALLERS + " callers", () -> {
            long number = Callers.run(
                    CALLERS,
                    each,
                    caller -> () -> underWay.track(() -> {
                        peer.enqueue(0);
                        return 1;
                    }));
            underWay.awaitAll();
            return number;
        });
    }

    private void inTime(Peer peer, Runs runs, int rate) throws Exception {
        Seen seen = new SubmitsInTime(stack, runs, rate, each.multipliedBy(2)).run(Until.LAST_RUN, peer::enqueue);
        table.row(seen.named(peer.name() + ": open loop, " + rate + "/s"));
        table.latency("  enqueue, from when it was due", seen.submits());
        table.latency("  pick-up, from when it was due", seen.pickUps());
    }

    private Measured timed(String name, Callers.Step work) throws Exception {
        Cpu before = Cpu.of(stack);
        long begun = System.nanoTime();
        long number = work.run();
        return new Measured(
                name,
                number,
                Duration.ofNanos(System.nanoTime() - begun),
                Cpu.of(stack).minus(before));
    }
}
