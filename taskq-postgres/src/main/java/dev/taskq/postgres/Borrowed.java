package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PreferQueryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of the application, whatever its settings, that runs statements and transactions with taskq's settings. It
 * is returned unchanged. For one thread.
 *
 * Settings in Postgres are made for one transaction. They end with it, even if the process dies or the connection
 * breaks. Settings that the driver keeps are restored by {@link #close()}.
 */
final class Borrowed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Borrowed.class);
    /** The state of Postgres' refusal to change the isolation level after the first query. */
    private static final String IN_A_TRANSACTION = "25001";

    private static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(8);

    private final Connection connection;
    private final Settings settings;
    private final DefaultIsolation isolation;
    private final boolean autoCommit;
    private final boolean readOnly;
    private final int networkTimeout;
    private boolean begun;

    private Borrowed(Connection connection, Settings settings, DefaultIsolation isolation) throws SQLException {
        this.connection = connection;
        this.settings = settings;
        this.isolation = isolation;
        this.autoCommit = connection.getAutoCommit();
        this.readOnly = connection.isReadOnly();
        this.networkTimeout = connection.getNetworkTimeout();
    }

    /**
     * Borrows a connection. If its preparation fails, it is returned.
     *
     * @param isolation what is known of the source's connections; it learns from each transaction
     */
    static Borrowed from(DataSource source, Settings settings, DefaultIsolation isolation) throws SQLException {
        Connection connection = source.getConnection();
        try {
            requirePostgres(connection);
            Borrowed borrowed = new Borrowed(connection, settings, isolation);
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
            throw new UnsuitableException(
                    "the DataSource connects to " + product + ": use one that connects to PostgreSQL");
        }
    }

    Connection connection() {
        return connection;
    }

    /**
     * The connection for statements that need no transaction of several: each commits by itself, with taskq's settings, in
     * one round trip. Empty if each needs a transaction: if the application's isolation level is another or not yet known, if
     * the application has left a transaction open, or if the driver is not Postgres' own or may send a statement apart from
     * its settings.
     */
    Optional<Connection> alone() throws SQLException {
        rollBack();
        if (!isolation.isReadCommitted() || !isIdle() || !sendsTogether()) {
            return Optional.empty();
        }
        if (!connection.getAutoCommit()) {
            connection.setAutoCommit(true);
        }
        return Optional.of(StatementsWithSettings.on(connection, isolation));
    }

    /**
     * Whether the driver sends the settings and the statement in one implicit transaction. With simple queries each is one of
     * its own. Where it asks the server for the types of parameters, it may end the transaction before the statement.
     */
    private boolean sendsTogether() throws SQLException {
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        return driver.getPreferQueryMode() != PreferQueryMode.SIMPLE
                && driver.getStringVarcharFlag()
                && driver.getPrepareThreshold() >= 0;
    }

    /** Only the driver knows. */
    private boolean isIdle() throws SQLException {
        return connection.isWrapperFor(BaseConnection.class)
                && connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.IDLE;
    }

    /**
     * Begins a transaction with its isolation and settings in one round trip. An open one is rolled back.
     *
     * @throws SQLException if it fails, or the server accepts no writes
     */
    void begin() throws SQLException {
        rollBack();
        if (connection.getAutoCommit()) {
            connection.setAutoCommit(false);
        }
        begun = true;
        // Prepared, since otherwise each transaction parses and plans it again.
        try (PreparedStatement statement = connection.prepareStatement(beginning())) {
            statement.execute();
            while (!statement.getMoreResults()) {
                if (statement.getUpdateCount() < 0) {
                    throw new SQLException("the query for the settings returned no row");
                }
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                PrimarySource.requireWritable(row.getBoolean(1));
                isolation.found(row.getString(2));
            }
        } catch (SQLException e) {
            if (Failures.state(e).equals(IN_A_TRANSACTION)) {
                throw new UnsuitableException(
                        "the DataSource returned a connection with an open transaction in which a query ran:"
                                + " use the pool itself, not a proxy that takes part in transactions");
            }
            throw e;
        }
    }

    private void rollBack() throws SQLException {
        if (begun) {
            connection.rollback();
            begun = false;
        }
    }

    /**
     * taskq's statements need their own isolation level, whatever the application has set. Postgres refuses to change it
     * after a query, but does not check if it stays the same. So it is changed twice, and an open transaction of the
     * application is detected whatever its level is.
     */
    private String beginning() {
        return "set transaction isolation level repeatable read; set transaction isolation level read committed; select "
                + PrimarySource.READ_ONLY + ", current_setting('default_transaction_isolation'), " + settings.calls();
    }

    @Override
    public void close() {
        try (connection) {
            rollBack();
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
            if (readOnly) {
                connection.setReadOnly(true);
            }
            if (connection.getAutoCommit() != autoCommit) {
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException e) {
            // The outcome is known by now, and a pool discards a broken connection.
            LOG.debug("connection was not given back cleanly", e);
        }
    }
}
