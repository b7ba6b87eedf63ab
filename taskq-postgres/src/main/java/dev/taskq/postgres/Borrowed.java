package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of the application's, whatever it is set to, on which transactions run as taskq needs them. It goes back as it
 * came. For one thread.
 *
 * <p>What taskq sets in Postgres holds for one transaction, so that it ends with it, also where the process dies or the
 * connection breaks. What is kept by the driver is put back by {@link #close()}.
 */
final class Borrowed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Borrowed.class);
    /** What Postgres says to an isolation level after the first query. */
    private static final String IN_A_TRANSACTION = "25001";

    private static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(8);

    private final Connection connection;
    private final String beginning;
    private final boolean autoCommit;
    private final boolean readOnly;
    private final int networkTimeout;
    private boolean begun;

    private Borrowed(Connection connection, Settings settings) throws SQLException {
        this.connection = connection;
        this.beginning = beginning(settings);
        this.autoCommit = connection.getAutoCommit();
        this.readOnly = connection.isReadOnly();
        this.networkTimeout = connection.getNetworkTimeout();
    }

    /** Borrows one; where that fails it goes back. */
    static Borrowed from(DataSource source, Settings settings) throws SQLException {
        Connection connection = source.getConnection();
        try {
            requirePostgres(connection);
            Borrowed borrowed = new Borrowed(connection, settings);
            if (borrowed.autoCommit) {
                connection.setAutoCommit(false);
            }
            if (borrowed.readOnly) {
                connection.setReadOnly(false);
            }
            if (settings == Settings.OF_WORK) {
                connection.setNetworkTimeout(Runnable::run, (int) NETWORK_TIMEOUT.toMillis());
            }
            return borrowed;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static void requirePostgres(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        if (!product.equals("PostgreSQL")) {
            throw new UnsuitableException("the DataSource leads to " + product + ": give one that leads to PostgreSQL");
        }
    }

    Connection connection() {
        return connection;
    }

    /**
     * Begins a transaction, with its isolation and settings, in one round trip. One that is open is rolled back.
     *
     * @throws SQLException if it fails, or the server takes no writes
     */
    void begin() throws SQLException {
        rollBack();
        begun = true;
        try (Statement statement = connection.createStatement()) {
            statement.execute(beginning);
            while (!statement.getMoreResults()) {
                if (statement.getUpdateCount() < 0) {
                    throw new SQLException("the settings were not answered");
                }
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                PrimarySource.requireWritable(row.getBoolean(1));
            }
        } catch (SQLException e) {
            if (Failures.state(e).equals(IN_A_TRANSACTION)) {
                throw new UnsuitableException(
                        "the DataSource lends a connection amid a transaction in which a query ran:"
                                + " give the pool itself, and no proxy that takes part in transactions");
            }
            throw e;
        }
    }

    private void rollBack() throws SQLException {
        if (begun) {
            connection.rollback();
        }
    }

    /**
     * Statements that an isolation level or a search path of the application's must not change run under taskq's own. A commit
     * that does not wait for the disk would lose accepted tasks.
     *
     * <p>Postgres refuses to change the isolation after a query, and does not look where it stays as it is. So it is changed
     * twice, and a transaction of the application's is noticed, whatever its isolation.
     */
    private static String beginning(Settings settings) {
        return "set transaction isolation level repeatable read; set transaction isolation level read committed; select "
                + PrimarySource.READ_ONLY + ", "
                // A migration sets it itself: it must know what the session has.
                + (settings == Settings.OF_WORK ? "set_config('search_path', 'pg_catalog', true), " : "")
                + "set_config('synchronous_commit', case current_setting('synchronous_commit')"
                + " when 'off' then 'on' else current_setting('synchronous_commit') end, true), "
                + settings.calls();
    }

    @Override
    public void close() {
        try (connection) {
            rollBack();
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
            if (readOnly) {
                connection.setReadOnly(true);
            }
            if (autoCommit) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            // The outcome is known by now, and a pool throws away a connection that is broken.
            LOG.debug("connection was not given back cleanly", e);
        }
    }
}
