package dev.taskq.examples.demo;

import dev.taskq.rig.backend.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Reads the tasks in Postgres with plain SQL. */
final class Rows {
    private final PostgresServer postgres;

    Rows(PostgresServer postgres) {
        this.postgres = postgres;
    }

    long succeeded() throws SQLException {
        return (long) ask("select count(*) from taskq.tasks where status = 'succeeded'");
    }

    long ended() throws SQLException {
        return (long) ask("select count(*) from taskq.tasks where finished_at is not null");
    }

    /** How many tasks a caller has. */
    long of(String caller) throws SQLException {
        return (long) ask("select count(*) from taskq.tasks where caller = '" + caller + "'");
    }

    /** How many of them are final. */
    long endedOf(String caller) throws SQLException {
        return (long)
                ask("select count(*) from taskq.tasks where finished_at is not null and caller = '" + caller + "'");
    }

    /** The time from about the commit of a row until its claim. */
    Duration submitToStart(double share) throws SQLException {
        double seconds = ask("select percentile_cont(" + share + ") within group"
                + " (order by extract(epoch from started_at - created_at)) from taskq.tasks");
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private double ask(String question) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getDouble(1);
        }
    }
}
