package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections to work on come from: a pool that is taskq's own, or the application's. Thread-safe. */
interface Connections extends AutoCloseable {
    /**
     * Lends a connection to a server that takes writes.
     *
     * @throws SQLException if there is none, whose cause or state says why
     */
    Lent lend() throws SQLException;

    /** Takes in that a server refused a write: what else goes to it is of no use either. */
    void distrust();

    @Override
    void close();

    /** A connection that is lent, to one thread, until it is closed. What was not committed is then rolled back. */
    interface Lent extends AutoCloseable {
        Connection connection();

        /** Whether each statement outside of a transaction commits by itself, with taskq's settings in force. */
        boolean commitsAlone();

        /** Begins a transaction with taskq's settings. One that is open is rolled back. */
        void begin() throws SQLException;

        @Override
        void close();
    }
}
