package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Opens connections only to a server that accepts writes. A standby, or the old primary after a failover, returns
 * outdated rows. Thread-safe.
 */
final class PrimarySource extends WrappedSource {
    /** Whether the server accepts no writes. */
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

    /** Fails as a write would if the server or this connection accepts none. */
    static void requireWritable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select " + READ_ONLY)) {
            row.next();
            requireWritable(row.getBoolean(1));
        }
    }

    /** Fails if {@link #READ_ONLY} is true. */
    static void requireWritable(boolean readOnly) throws SQLException {
        if (readOnly) {
            throw new SQLException("the server accepts no writes: it is a standby or read-only", "25006");
        }
    }
}
