package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

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

        /**
         * The connection for statements that commit by themselves, with taskq's settings in force. Empty if each of them
         * needs a transaction.
         */
        Optional<Connection> alone() throws SQLException;

        /** Whether the connection was opened with taskq's settings. */
        boolean hasItsSettings();

        /** Begins a transaction with taskq's settings. An open one is rolled back. */
        void begin() throws SQLException;

        @Override
        void close();
    }
}
