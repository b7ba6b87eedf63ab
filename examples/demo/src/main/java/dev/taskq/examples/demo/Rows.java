package dev.taskq.examples.demo;

import dev.taskq.rig.backend.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** Reads the tasks in Postgres with plain SQL, and makes up a past for the console. */
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

    /**
     * Gives types a history of the hours and minutes since the begin of yesterday, as if two tasks a second had come all the time, of which
     * some failed. What is counted from now on is added by taskq itself to the rows that begin then.
     */
    void fillHistory(List<String> types) throws SQLException {
        fillHistory("hour", 3600, types);
        fillHistory("minute", 60, types);
    }

    private void fillHistory(String span, int seconds, List<String> types) throws SQLException {
        // The empty name is that of all types together. The row of now is left to what is counted.
        String sql = """
                insert into taskq.type_history (span, type, at, submitted, started, succeeded, finished, failed_attempts, failed_tasks,
                  waits, runs, versions)
                select '%1$s', t.type, h.at, t.tasks, t.tasks, t.tasks - t.tasks / 50, t.tasks, t.tasks / 50, t.tasks / 50,
                  array_fill(0::bigint, array[8]) || t.tasks, array_fill(0::bigint, array[20]) || t.tasks, array['0.0.9']
                from generate_series(
                    date_trunc('day', now(), 'UTC') - interval '1 day', now() - interval '1 %1$s', interval '1 %1$s') as h(at)
                cross join (
                  select type, (2 * %2$d / count(*) over ())::bigint as tasks from unnest(string_to_array('%3$s', ',')) as n(type)
                  union all select '', 2 * %2$d) as t
                on conflict do nothing
                """.formatted(span, seconds, String.join(",", types));
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private double ask(String question) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getDouble(1);
        }
    }
}
