package dev.taskq.chaos;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Faults of Postgres, and of other clients of Postgres. */
final class PostgresFaults {
    private static final int IDLE_CONNECTIONS = 300;
    private static final Duration TERMINATING = Duration.ofSeconds(15);
    private static final Duration LONGEST_SCAN_FOR_A_ROW = Duration.ofSeconds(5);
    private static final Duration TASKS_LOCK = Duration.ofSeconds(70);
    private static final String TYPE = "red";

    private PostgresFaults() {}

    static void crash(Scene scene) throws InterruptedException {
        scene.cluster().postgres().kill();
        scene.pause(1, 5);
        scene.cluster().postgres().restart();
    }

    static void terminateBackends(Scene scene) throws InterruptedException, SQLException {
        int terminated = 0;
        long end = System.nanoTime() + TERMINATING.toNanos();
        while (System.nanoTime() - end < 0) {
            terminated += scene.cluster()
                    .database()
                    .query(
                            "select pg_terminate_backend(pid) from (select pid from pg_stat_activity where usename in ('"
                                    + Database.ROLE + "', '" + Database.SHOP + "') order by random() limit 1) a",
                            row -> row.getBoolean(1))
                    .size();
            scene.pause(0.1, 0.4);
        }
        scene.fault().note(terminated + " backends");
    }

    static void useUpConnections(Scene scene) throws InterruptedException, SQLException {
        List<Connection> idle = new ArrayList<>();
        try {
            int refused = 0;
            for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                try {
                    idle.add(scene.cluster()
                            .database()
                            .connectAsMember(scene.cluster().password()));
                } catch (SQLException e) {
                    refused++;
                }
            }
            scene.fault().note(idle.size() + " idle, " + refused + " refused");
            if (refused == 0) {
                throw new IllegalStateException("Postgres has connections left");
            }
            scene.pause(18, 20);
        } finally {
            for (Connection connection : idle) {
                connection.close();
            }
        }
    }

    /** The lock is given when no transaction of an application is open any more. Meanwhile all others wait as well. */
    static void lockTasks(Scene scene) throws InterruptedException, SQLException {
        try (Connection connection = scene.cluster().database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            long end = System.nanoTime() + TASKS_LOCK.toNanos();
            statement.execute("lock table taskq.tasks in access exclusive mode");
            Time.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            connection.rollback();
        }
    }

    static void lockRow(Scene scene) throws InterruptedException, SQLException {
        try (Connection forgotten = scene.cluster().database().connect()) {
            forgotten.setAutoCommit(false);
            // The type is paused for a moment, so that tasks wait.
            Types.pause(scene.cluster().database(), TYPE, true);
            try {
                scene.fault().note("task " + lockOne(scene, forgotten));
            } finally {
                Types.pause(scene.cluster().database(), TYPE, false);
            }
            scene.pause(2, 2);
            long from = Time.now();
            scene.pause(18, 20);
            scene.fault().mustGoOn(TYPE, from, Time.now());
            forgotten.rollback();
        }
    }

    private static long lockOne(Scene scene, Connection connection) throws InterruptedException, SQLException {
        long end = System.nanoTime() + LONGEST_SCAN_FOR_A_ROW.toNanos();
        try (Statement statement = connection.createStatement()) {
            while (System.nanoTime() - end < 0) {
                try (ResultSet row = statement.executeQuery("select id from taskq.tasks where type = '" + TYPE
                        + "' and status = 'queued' and finished_at is null order by hinted_at limit 1"
                        + " for update skip locked")) {
                    if (row.next()) {
                        return row.getLong(1);
                    }
                }
                connection.rollback();
                scene.pause(0.01, 0.01);
            }
        }
        throw new IllegalStateException("nothing waits");
    }
}
