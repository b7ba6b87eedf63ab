package dev.taskq.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.Preset;
import dev.taskq.TaskQueue;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.backend.RedisServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an application pays for a coordinator and an agent in it that have nothing to do, and what Postgres pays. This process is the
 * application. There is no other process of taskq.
 */
final class Idle {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** In these a young JVM compiles what it runs. They are left out of the table, if there are more. */
    private static final int FIRST = 2;

    private final PostgresServer postgres;
    private final int minutes;
    private final List<Row> rows = new ArrayList<>();

    /**
     * A measurement.
     *
     * @param minutes how long each form is idle
     */
    Idle(PostgresServer postgres, int minutes) {
        this.postgres = postgres;
        this.minutes = minutes;
    }

    /**
     * One minute, or the mean of several.
     *
     * @param here percent of a core that this process used
     * @param there the same of Postgres
     * @param commits transactions a second
     */
    private record Row(String name, double here, double there, double commits) {
        static Row mean(String name, List<Row> minutes) {
            return new Row(
                    name,
                    minutes.stream().mapToDouble(Row::here).average().orElse(Double.NaN),
                    minutes.stream().mapToDouble(Row::there).average().orElse(Double.NaN),
                    minutes.stream().mapToDouble(Row::commits).average().orElse(Double.NaN));
        }

        void print() {
            System.out.printf(Locale.ROOT, "%-52s %12.2f %10.2f %12.1f%n", name, here, there, commits);
        }
    }

    void run() throws Exception {
        heading("each minute");
        PostgresTaskStore.migrate(config());
        measure("without taskq", () -> {});
        for (Preset preset : Preset.values()) {
            String suffix = ", " + preset.settingName();
            try (HikariDataSource source = source();
                    PostgresTaskStore store = PostgresTaskStore.open(source)) {
                pair("DataSource, without Redis" + suffix, preset, store, TaskQueue.none());
            }
            try (PostgresTaskStore store = PostgresTaskStore.open(config())) {
                pair("pool of its own, without Redis" + suffix, preset, store, TaskQueue.none());
            }
            try (RedisServer redis = RedisServer.start();
                    PostgresTaskStore store = PostgresTaskStore.open(config());
                    TaskQueue queue = RedisTaskQueue.open(RedisConfig.of(redis.uri()))) {
                pair("pool of its own, with Redis" + suffix, preset, store, queue);
            }
        }
        heading(minutes > FIRST ? "mean after " + FIRST + " minutes" : "mean");
        rows.forEach(Row::print);
    }

    private static void heading(String of) {
        System.out.printf(
                "%n%-52s %12s %10s %12s%n", "idle, percent of a core, " + of, "application", "Postgres", "commits/s");
    }

    private HikariDataSource source() {
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(postgres.jdbcUrl());
        source.setUsername(postgres.user());
        source.setPassword(postgres.password());
        return source;
    }

    private PostgresConfig config() {
        return PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private void pair(String name, Preset preset, PostgresTaskStore store, TaskQueue queue) throws Exception {
        try (Coordinator coordinator = Coordinator.builder(store)
                        .queue(queue)
                        .config(CoordinatorConfig.DEFAULTS.withPreset(preset))
                        .build()
                        .start();
                Agent agent = Agent.builder(store)
                        .queue(queue)
                        .config(AgentConfig.DEFAULTS.withPreset(preset))
                        .handler(new Noop())
                        .build()
                        .start()) {
            measure(name, () -> {
                if (!coordinator.isHealthy() || !agent.isHealthy()) {
                    throw new IllegalStateException("not healthy");
                }
            });
        }
    }

    private void measure(String name, Runnable check) throws Exception {
        List<Row> each = new ArrayList<>();
        for (int minute = 1; minute <= minutes; minute++) {
            Row row = minute(minute == 1 ? name : "  minute " + minute);
            row.print();
            each.add(row);
        }
        check.run();
        rows.add(Row.mean(name, each.size() > FIRST ? each.subList(FIRST, each.size()) : each));
    }

    private Row minute(String name) throws Exception {
        Duration here = Cpu.ofThisProcess();
        Duration there = Cpu.of(postgres);
        long commits = commits();
        long begin = System.nanoTime();
        Thread.sleep(MINUTE);
        double nanos = System.nanoTime() - begin;
        return new Row(
                name,
                100 * Cpu.ofThisProcess().minus(here).toNanos() / nanos,
                100 * Cpu.of(postgres).minus(there).toNanos() / nanos,
                (commits() - commits) * 1e9 / nanos);
    }

    private long commits() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(
                        "select xact_commit from pg_stat_database where datname = current_database()")) {
            answer.next();
            return answer.getLong(1);
        }
    }
}
