package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection as soon as possible: it retries at a steady rate for as long as needed. A pool with a failing
 * source would wait longer and longer, and lose seconds after the server is back. Thread-safe.
 *
 * The rate does not depend on the length of the outage, and each process has one thread that retries: a fleet of a
 * hundred makes about seven hundred attempts per second in total.
 */
final class ReconnectingSource extends WrappedSource implements AutoCloseable {
    private final TroubleLog trouble;
    private final Pauses pauses;
    private volatile boolean closed;
    private volatile @Nullable SQLException lastFailure;

    ReconnectingSource(DataSource wrapped, TroubleLog trouble, Pauses pauses) {
        super(wrapped);
        this.trouble = trouble;
        this.pauses = pauses;
    }

    /** Waits between two attempts. */
    @FunctionalInterface
    interface Pauses {
        void pause(Duration time) throws InterruptedException;
    }

    @Override
    public Connection getConnection() throws SQLException {
        while (true) {
            try {
                Connection connection = wrapped().getConnection();
                lastFailure = null;
                return connection;
            } catch (SQLException e) {
                lastFailure = e;
                if (closed) {
                    throw e;
                }
                trouble.tell(e);
                await(e);
            }
        }
    }

    /** The reason why there is no connection, as long as there is none. */
    Optional<SQLException> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** Lets threads that retry give up after their current attempt. */
    @Override
    public void close() {
        closed = true;
    }

    private void await(SQLException failure) throws SQLException {
        try {
            pauses.pause(ReconnectBackoff.after(failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
