package dev.taskq.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

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
