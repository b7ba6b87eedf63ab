package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What Flyway sets for the session, and not for the transaction. Immutable.
 *
 * <p>It is put back in the same transaction. So the session never shows it, also where the transaction is rolled back, or its
 * connection belongs to a pooler that lends it to others next.
 */
record SessionSettings(String searchPath, String role) {
    /** As they are before anything is set. */
    static SessionSettings of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select pg_catalog.current_setting('search_path')," + " pg_catalog.current_setting('role')")) {
            row.next();
            return new SessionSettings(row.getString(1), row.getString(2));
        }
    }

    void restore(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select"
                + " pg_catalog.set_config('search_path', ?, false), pg_catalog.set_config('role', ?, false)")) {
            statement.setString(1, searchPath);
            statement.setString(2, role);
            statement.execute();
        }
    }
}
