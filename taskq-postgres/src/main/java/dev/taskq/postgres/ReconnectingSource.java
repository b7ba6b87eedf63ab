package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection as soon as there can be one: it tries again, at a steady pace, for as long as it takes. A pool whose
 * source fails waits longer and longer, and seconds pass after the server is back. Thread-safe.
 *
 * <p>The pace is the same however long the server is away, and each process has one thread that tries: a fleet of a hundred
 * asks about seven hundred times a second in all.
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

    /** Waits between two tries. */
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

    /** Why there is no connection, while there is none. */
    Optional<SQLException> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** Lets whoever tries give up after the try under way. */
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
