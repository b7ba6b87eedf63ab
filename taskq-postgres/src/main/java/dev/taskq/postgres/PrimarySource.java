package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Makes connections to a server that takes writes, and no others: a standby, or the old primary after a failover, answers
 * reads with what is no longer true. Thread-safe.
 */
final class PrimarySource extends WrappedSource {
    /** Whether the server takes no writes. */
    static final String READ_ONLY = "pg_is_in_recovery() or current_setting('transaction_read_only')::boolean";

    PrimarySource(DataSource wrapped) {
        super(wrapped);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = wrapped().getConnection();
        try {
            requireWritable(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Fails as a write would, where the server, or this connection, takes none. */
    static void requireWritable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select " + READ_ONLY)) {
            row.next();
            requireWritable(row.getBoolean(1));
        }
    }

    /** Fails where {@link #READ_ONLY} said so. */
    static void requireWritable(boolean readOnly) throws SQLException {
        if (readOnly) {
            throw new SQLException("the server takes no writes: it is a standby, or read-only", "25006");
        }
    }
}
