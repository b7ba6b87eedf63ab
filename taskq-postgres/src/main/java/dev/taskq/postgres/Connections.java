package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** The source of connections: taskq's own pool, or the application's. Thread-safe. */
interface Connections extends AutoCloseable {
    /**
     * Lends a connection to a server that accepts writes.
     *
     * @throws SQLException if there is none; its cause or state says why
     */
    Lent lend() throws SQLException;

    /** Reports that a server refused a write. Other connections to that server are of no use either. */
    void distrust();

    @Override
    void close();

    /** A connection lent to one thread until it is closed. Closing rolls back what was not committed. */
    interface Lent extends AutoCloseable {
        Connection connection();

        /** Whether each statement outside a transaction commits by itself, with taskq's settings in force. */
        boolean commitsAlone();

        /** Begins a transaction with taskq's settings. An open one is rolled back. */
        void begin() throws SQLException;

        @Override
        void close();
    }
}
