package dev.taskq.benchmarks;

import dev.taskq.spi.Hint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills the tables as a system does over weeks, with rows of the same columns and sizes. Then it vacuums and makes a checkpoint, since
 * autovacuum and the checkpoints of weeks would have done this work before the measurement.
 */
final class GrownRows {
    /** A type that no agent has. */
    static final String ELSEWHERE = "elsewhere";

    /** Of so many finished tasks one failed. */
    private static final int FAILED_ONE_IN = 10;

    private static final int HINTS_AT_ONCE = 1_000;

    private final Bench bench;

    GrownRows(Bench bench) {
        this.bench = bench;
    }

    /** Tasks that finished during the last hour. */
    void finished(int number) throws SQLException {
        finished(1, number, "interval '1 hour'", "nextval('taskq.tasks_id_seq')");
        settle();
    }

    /**
     * Tasks that finished longer ago than any retention.
     *
     * @param first the first of their ids, which nothing else uses
     */
    void pastRetention(long first, int number) throws SQLException {
        finished(first, number, "interval '400 days'", "n");
        settle();
    }

    private void finished(long first, int number, String age, String id) throws SQLException {
        insert("succeeded_tasks", "succeeded", first, number, age, id, "n % " + FAILED_ONE_IN + " <> 0");
        insert("tasks", "failed", first, number, age, id, "n % " + FAILED_ONE_IN + " = 0");
    }

    private void insert(String to, String status, long first, int number, String age, String id, String which)
            throws SQLException {
        execute("""
                insert into taskq.%s (id, status, created_at, updated_at, started_at, finished_at, queued_at, hinted_at, attempt,
                  max_attempts, timeout_ms, session_id, claim, type, caller, correlation_id, payload_bytes, payload, agent)
                select %s, '%s', a.at, a.at, a.at, a.at, a.at, a.at, 1, 5, 300000, 1, n, 'noop', '', md5(n::text), 10, '{"due": 0}',
                  'agent-1'
                from generate_series(%d::bigint, %d::bigint) n
                cross join lateral (select clock_timestamp() - %s + n * interval '1 microsecond' as at) a
                where %s
                """.formatted(to, id, status, first, first + number - 1, age, which));
    }

    /** Tasks that wait for an agent of a type, and their hints. */
    void waiting(int number, String type) throws SQLException {
        execute("""
                insert into taskq.types (name, floor, used_at) values ('%s', 'epoch', clock_timestamp()) on conflict do nothing
                """.formatted(type));
        execute("""
                insert into taskq.tasks (status, created_at, updated_at, started_at, queued_at, hinted_at, type, caller, correlation_id,
                  payload_bytes, payload)
                select 'queued', a.at, a.at, a.at, a.at, a.at, '%2$s', '', md5(n::text), 10, '{"due": 0}'
                from generate_series(1, %1$d) n
                cross join lateral (select clock_timestamp() - (%1$d - n) * interval '1 microsecond' as at) a
                """.formatted(number, type));
        hint(type);
        settle();
    }

    private void hint(String type) throws SQLException {
        try (Connection connection = bench.connect();
                PreparedStatement waiting = connection.prepareStatement(
                        "select id, hinted_at from only taskq.tasks where type = ? and finished_at is null order by hinted_at, id")) {
            connection.setAutoCommit(false);
            waiting.setFetchSize(HINTS_AT_ONCE);
            waiting.setString(1, type);
            List<Hint> hints = new ArrayList<>();
            try (ResultSet row = waiting.executeQuery()) {
                while (row.next()) {
                    hints.add(new Hint(
                            type,
                            row.getLong(1),
                            row.getObject(2, OffsetDateTime.class).toInstant()));
                    if (hints.size() == HINTS_AT_ONCE) {
                        bench.queue().enqueue(hints);
                        hints.clear();
                    }
                }
            }
            bench.queue().enqueue(hints);
        }
    }

    /** Removes everything that waits, and what failed. */
    void forgetWaiting() throws SQLException {
        execute("truncate only taskq.tasks");
        bench.queue().drop(ELSEWHERE);
        settle();
    }

    /** Removes every task and the types of {@link #types}. */
    void forgetAll() throws SQLException {
        execute("truncate taskq.tasks, taskq.succeeded_tasks");
        bench.queue().drop(Noop.TYPE.name());
        execute("delete from taskq.types where name like 'type\\_%'");
        settle();
    }

    /** Types that were used a moment ago. */
    void types(int number) throws SQLException {
        execute("""
                insert into taskq.types (name, floor, used_at)
                select 'type_' || n, 'epoch', clock_timestamp() from generate_series(1, %d) n
                """.formatted(number));
    }

    void settle() throws SQLException {
        execute("vacuum analyze taskq.tasks, taskq.succeeded_tasks");
        execute("checkpoint");
    }

    private void execute(String text) throws SQLException {
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
