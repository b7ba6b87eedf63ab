package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The advisory lock, keyed by the process, that shows that the process is alive. Postgres releases it with the last
 * connection of the process, at once when the process is killed. Immutable.
 *
 * Every connection holds the lock, so that a process that lost one connection does not look dead. The lock is shared,
 * so that all connections can hold it, and a new one can while the backend of an old half-open one still does.
 *
 * @param process the process's id
 */
record ProcessLock(long process) {
    /** Takes the lock, and returns the backend that holds it. */
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
