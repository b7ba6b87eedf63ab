package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The advisory lock, keyed by the process, that shows that the process lives: Postgres drops it with the last of its
 * connections, at once when the process dies. Immutable.
 *
 * <p>Every connection holds it, so that a process of which one connection was cut does not look dead. Shared, so that they all
 * can, and a new one while the backend of an old, half-open one still does.
 *
 * @param process the process's id
 */
record ProcessLock(long process) {
    /** Takes it; gives the backend that holds it. */
    int take(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(statement())) {
            row.next();
            return row.getInt(1);
        }
    }

    String statement() {
        return "select pg_backend_pid(), pg_advisory_lock_shared(" + process + ")";
    }
}
