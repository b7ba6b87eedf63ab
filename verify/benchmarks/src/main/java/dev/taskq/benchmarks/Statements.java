package dev.taskq.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How often Postgres ran the statements of the main path, by its extension pg_stat_statements. Each statement is recognised by
 * a part of its text that only it has; a version that words it otherwise has no figure for it.
 */
final class Statements {
    /** What Postgres must be started with. */
    static final List<String> SETTINGS = List.of("shared_preload_libraries=pg_stat_statements");

    private static final String INSERT = "%insert into taskq.tasks %";
    private static final String CLAIM = "%attempt = t.attempt + %";
    private static final String COMPLETE = "%insert into taskq.task_attempts %";

    private final Target target;

    Statements(Target target) throws SQLException {
        this.target = target;
        execute("create extension if not exists pg_stat_statements");
    }

    /**
     * Calls of the statements.
     *
     * @param insert those that store tasks
     * @param claim those that claim tasks
     * @param complete those that end executions
     */
    record Calls(long insert, long claim, long complete) {}

    /** Forgets all calls until now. */
    void forget() throws SQLException {
        execute("select pg_stat_statements_reset()");
    }

    /** The calls since they were forgotten. */
    Calls calls() throws SQLException {
        return new Calls(like(INSERT), like(CLAIM), like(COMPLETE));
    }

    /** The statements that took most time since they were forgotten, the longest first. */
    List<String> longest(int most) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = target.connect();
                PreparedStatement question = connection.prepareStatement(
                        "select calls, total_exec_time, (shared_blks_hit + shared_blks_read) / calls as buffers, left(regexp_replace(query,"
                                + " '\\s+', ' ', 'g'), 90) as query from pg_stat_statements order by total_exec_time desc limit ?")) {
            question.setInt(1, most);
            try (ResultSet answer = question.executeQuery()) {
                while (answer.next()) {
                    lines.add(String.format(
                            Locale.ROOT,
                            "%,9.0f ms in %,7d calls of %,7d buffers: %s",
                            answer.getDouble("total_exec_time"),
                            answer.getLong("calls"),
                            answer.getLong("buffers"),
                            answer.getString("query")));
                }
            }
        }
        return lines;
    }

    private long like(String text) throws SQLException {
        try (Connection connection = target.connect();
                PreparedStatement question = connection.prepareStatement(
                        "select coalesce(sum(calls), 0)::bigint from pg_stat_statements where query like ?")) {
            question.setString(1, text);
            try (ResultSet answer = question.executeQuery()) {
                answer.next();
                return answer.getLong(1);
            }
        }
    }

    private void execute(String text) throws SQLException {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
