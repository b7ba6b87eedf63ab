package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The application's own connections. taskq borrows one for each call, never more at a time than allowed, and keeps
 * none.
 * Thread-safe.
 */
final class ApplicationConnections implements Connections {
    private final DataSource source;
    private final Semaphore places;
    private final DefaultIsolation isolation = new DefaultIsolation();

    ApplicationConnections(DataSource source, int most) {
        this.source = source;
        this.places = new Semaphore(most, true);
    }

    @Override
    public Lent lend() throws SQLException {
        takePlace();
        try {
            return new Lending(Borrowed.from(source, Settings.OF_WORK, isolation), places);
        } catch (SQLException | RuntimeException e) {
            places.release();
            throw e;
        }
    }

    private void takePlace() throws SQLException {
        try {
            if (!places.tryAcquire(OwnPool.WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLTransientConnectionException(
                        "all the connections that taskq may borrow are in use, for " + seconds(OwnPool.WAIT) + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        }
    }

    private static long seconds(Duration time) {
        return time.toSeconds();
    }

    /** Does nothing: each statement or transaction checks whether its server accepts writes. */
    @Override
    public void distrust() {}

    /** Does nothing: the connections belong to the application. */
    @Override
    public void close() {}

    /** One of the places, and the connection borrowed in it. */
    private record Lending(Borrowed borrowed, Semaphore places) implements Lent {
        @Override
        public Connection connection() {
            return borrowed.connection();
        }

        @Override
        public Optional<Connection> alone() throws SQLException {
            return borrowed.alone();
        }

        @Override
        public boolean hasItsSettings() {
            return false;
        }

        @Override
        public void begin() throws SQLException {
            borrowed.begin();
        }

        @Override
        public void close() {
            try {
                borrowed.close();
            } finally {
                places.release();
            }
        }
    }
}
