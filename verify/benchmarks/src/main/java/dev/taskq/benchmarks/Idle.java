package dev.taskq.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.TaskQueue;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
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
import java.util.Locale;

/**
 * What an application pays for a coordinator and an agent in it that have nothing to do, and what Postgres pays, minute by minute.
 * This process is the application. There is no other process of taskq.
 */
final class Idle {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final PostgresServer postgres;
    private final int minutes;

    /**
     * A measurement.
     *
     * @param minutes how long each form is idle
     */
    Idle(PostgresServer postgres, int minutes) {
        this.postgres = postgres;
        this.minutes = minutes;
    }

    void run() throws Exception {
        System.out.printf(
                "%n%-44s %12s %10s %14s%n", "idle, percent of a core", "application", "Postgres", "commits/s");
        try (HikariDataSource source = source();
                PostgresTaskStore store = PostgresTaskStore.open(source)) {
            each("on the application's DataSource, without Redis", store, TaskQueue.none());
        }
        try (PostgresTaskStore store = ownPool()) {
            each("on a pool of its own, without Redis", store, TaskQueue.none());
        }
        try (RedisServer redis = RedisServer.start();
                PostgresTaskStore store = ownPool();
                TaskQueue queue = RedisTaskQueue.open(RedisConfig.of(redis.uri()))) {
            each("on a pool of its own, with Redis", store, queue);
        }
    }

    private HikariDataSource source() {
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(postgres.jdbcUrl());
        source.setUsername(postgres.user());
        source.setPassword(postgres.password());
        return source;
    }

    private PostgresTaskStore ownPool() {
        return PostgresTaskStore.open(PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password()));
    }

    private void each(String name, PostgresTaskStore store, TaskQueue queue) throws Exception {
        try (Coordinator coordinator =
                        Coordinator.builder(store).queue(queue).build().start();
                Agent agent = Agent.builder(store)
                        .queue(queue)
                        .handler(new Noop())
                        .build()
                        .start()) {
            for (int minute = 1; minute <= minutes; minute++) {
                Duration here = Cpu.ofThisProcess();
                Duration there = Cpu.of(postgres);
                long commits = commits();
                long begin = System.nanoTime();
                Thread.sleep(MINUTE);
                double nanos = System.nanoTime() - begin;
                System.out.printf(
                        Locale.ROOT,
                        "%-44s %12.2f %10.2f %14.1f%n",
                        minute == 1 ? name : "  minute " + minute,
                        100 * Cpu.ofThisProcess().minus(here).toNanos() / nanos,
                        100 * Cpu.of(postgres).minus(there).toNanos() / nanos,
                        (commits() - commits) * 1e9 / nanos);
            }
            if (!coordinator.isHealthy() || !agent.isHealthy()) {
                throw new IllegalStateException("not healthy");
            }
        }
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
