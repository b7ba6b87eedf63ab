package dev.taskq.postgres;

import dev.taskq.spi.StorePort;
import dev.taskq.testkit.contract.TaskStoreContract;
import dev.taskq.testkit.contract.TransactionalCompletionContract;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** The port's whole promise, on Postgres. */
abstract class PostgresContract implements TaskStoreContract, TransactionalCompletionContract {
    private boolean cleared;

    /** The database for the tests of a class. */
    abstract TestDatabase database();

    abstract PostgresConfig config();

    @Override
    public StorePort newStore() throws SQLException {
        if (!cleared) {
            database().clear();
            cleared = true;
        }
        return open();
    }

    /** Opens a store on the database. */
    PostgresTaskStore open() {
        return PostgresTaskStore.open(config());
    }

    @Override
    public Connection beginTransaction() throws SQLException {
        Connection connection = database().connect();
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public AutoCloseable lockRow(long id) throws SQLException {
        return holding("select id from taskq.tasks where id = ? for update", statement -> statement.setLong(1, id));
    }

    @Override
    public AutoCloseable lockKey(String caller, String key) throws SQLException {
        return holding(
                "insert into taskq.tasks (status, created_at, updated_at, started_at, queued_at, hinted_at, type,"
                        + " correlation_id, payload, body_hash, caller, idempotency_key)"
                        + " select 'queued', t, t, t, t, t, 'other', 'c', '{}', 'hash', ?, ?"
                        + " from clock_timestamp() t returning id",
                statement -> {
                    statement.setString(1, caller);
                    statement.setString(2, key);
                });
    }

    @Override
    public void age(long id, Duration by) throws SQLException {
        database().execute("""
                update taskq.tasks set
                  created_at = created_at - age, updated_at = updated_at - age, started_at = started_at - age,
                  run_at = run_at - age, scheduled_for = scheduled_for - age, queued_at = queued_at - age,
                  hinted_at = hinted_at - age, finished_at = finished_at - age,
                  cancel_requested_at = cancel_requested_at - age
                from (select %d * interval '1 millisecond' as age) a
                where id = %d
                """.formatted(by.toMillis(), id));
    }

    @Override
    public void ageLease(Duration by) throws SQLException {
        database()
                .execute("update taskq.lease set held_until = held_until - %d * interval '1 millisecond'"
                        .formatted(by.toMillis()));
    }

    @Override
    public void ageSchedules(Duration by) throws SQLException {
        database()
                .execute("update taskq.schedules set next_fire_at = next_fire_at - %d * interval '1 millisecond'"
                        .formatted(by.toMillis()));
    }

    private AutoCloseable holding(String sql, Binder binder) throws SQLException {
        Connection connection = database().connect();
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            statement.execute();
        }
        return () -> {
            connection.rollback();
            connection.close();
        };
    }

    @FunctionalInterface
    private interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }
}
