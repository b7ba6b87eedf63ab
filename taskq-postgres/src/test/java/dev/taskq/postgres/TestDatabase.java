package dev.taskq.postgres;

import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.testkit.TestTimeouts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A separate migrated database, and plain connections to it in addition to those of the stores.
 *
 * As an extension in a static field of a test class, it is emptied before each test, and before the methods that prepare the test. What
 * was opened is closed after each test and the methods that follow it, and the database after the last test.
 */
final class TestDatabase implements AutoCloseable, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final int LONGEST_ANSWER_SECONDS = (int) TestTimeouts.LONG.toSeconds();
    private static final Consumer<PostgresBackend> MIGRATED = TestDatabase::migrate;

    private final PostgresBackend backend;

    /** Whether another owner has made and migrated the database, and drops it. */
    private final boolean lent;

    private final List<PostgresTaskStore> stores = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();

    /** Empties the tables before each test. To open one each time would cost more than that. */
    private @Nullable Connection emptying;

    private TestDatabase(PostgresBackend backend, boolean lent) {
        this.backend = backend;
        this.lent = lent;
    }

    static TestDatabase empty() {
        return new TestDatabase(Backends.postgres(), false);
    }

    /** Under {@link SabotagedRun} this is the database that it lends to all its test classes. */
    static TestDatabase migrated() {
        if (TestDatabase.class.getClassLoader() instanceof Supplier<?> lender
                && lender.get() instanceof PostgresBackend backend) {
            return new TestDatabase(backend, true);
        }
        return migratedForItself();
    }

    /** For a test that damages the schema or fills the tables: never lent. */
    static TestDatabase migratedForItself() {
        if (TestDatabase.class.getClassLoader() instanceof Supplier<?>) {
            // The classes of a sabotaged run go with it, so no later one could copy what they have prepared.
            PostgresBackend own = Backends.postgres();
            migrate(own);
            return new TestDatabase(own, false);
        }
        return new TestDatabase(Backends.postgres(MIGRATED), false);
    }

    private static void migrate(PostgresBackend backend) {
        PostgresTaskStore.migrate(configOf(backend));
    }

    private static PostgresConfig configOf(PostgresBackend backend) {
        return PostgresConfig.of(backend.jdbcUrl(), backend.user(), backend.password());
    }

    boolean isLent() {
        return lent;
    }

    PostgresBackend backend() {
        return backend;
    }

    PostgresConfig config() {
        return configOf(backend).withPoolSize(4);
    }

    PostgresTaskStore open() {
        return open(config());
    }

    PostgresTaskStore open(PostgresConfig config) {
        PostgresTaskStore store = PostgresTaskStore.open(config);
        stores.add(store);
        return store;
    }

    /** A connection without taskq's settings. */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(backend.jdbcUrl(), backend.user(), backend.password());
        connections.add(connection);
        return connection;
    }

    /** A connection with the pool's settings. */
    Connection connectAsPool() throws SQLException {
        Connection connection = ConnectionSettings.pooled(config()).getConnection();
        connections.add(connection);
        return connection;
    }

    /** A connection with a transaction that has executed a statement, and holds its locks until it is rolled back. */
    Connection holding(String sql) throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return connection;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of a query's result. */
    List<String> query(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return query(connection, sql);
        }
    }

    static List<String> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (found.next()) {
                values.add(found.getString(1));
            }
            return values;
        }
    }

    /** Empties all tables. */
    void clear() throws SQLException {
        Connection connection = emptying;
        if (connection == null || !connection.isValid(LONGEST_ANSWER_SECONDS)) {
            connection = DriverManager.getConnection(backend.jdbcUrl(), backend.user(), backend.password());
            emptying = connection;
        }
        try (Statement statement = connection.createStatement()) {
            // Much faster than TRUNCATE for tables with few rows.
            statement.execute(
                    "delete from taskq.tasks; delete from taskq.task_attempts; delete from taskq.task_progress;"
                            + "delete from taskq.types; delete from taskq.schedules; delete from taskq.type_history;"
                            + "delete from taskq.sessions; delete from taskq.session_status; delete from taskq.heartbeats;"
                            + "delete from taskq.operations; delete from taskq.audit;"
                            + "update taskq.lease set session_id = 0, held_until = 'epoch', facts = null");
        }
    }

    void closeOpened() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
        connections.clear();
        stores.forEach(PostgresTaskStore::close);
        stores.clear();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        clear();
    }

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        closeOpened();
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        close();
    }

    @Override
    public void close() throws SQLException {
        closeOpened();
        if (emptying != null) {
            emptying.close();
        }
        if (!lent) {
            backend.close();
        }
    }
}
