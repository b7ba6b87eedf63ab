package dev.taskq.postgres;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection over which all beats of a process go, one at a time, so that no busy pool holds them up. Thread-safe.
 *
 * <p>It holds a shared advisory lock, keyed by the process, which Postgres drops the moment the process dies: whoever misses
 * it in {@code pg_locks} knows. Shared, so that a new connection can take it while the backend of an old, half-open one still
 * holds it. A connection that died is made anew at once; it beats first and then locks, for the beat is what keeps the
 * process alive.
 */
final class BeatConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BeatConnection.class);

    private final DataSource source;
    private final long process;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection connection;
    private boolean closed;
    private volatile boolean locked;
    private volatile long lockedAt;

    BeatConnection(DataSource source, long process) {
        this.source = source;
        this.process = process;
    }

    /** Connects and locks where it has not yet, so that the lock is there before the first session is. */
    void prepare() {
        lock.lock();
        try {
            if (connection == null) {
                connection = connect();
                takeLock(connection);
            }
        } catch (SQLException e) {
            drop();
            throw Failures.ofWork(e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has stood, with its lock, for so long: what took the locks of others did not take this one. */
    boolean hasStood(Duration time) {
        return locked && System.nanoTime() - lockedAt >= time.toNanos();
    }

    /** Runs a statement that commits by itself and may be run twice: on a new connection, should the old one be dead. */
    <T> T run(Database.Work<T> statement) {
        lock.lock();
        try {
            if (connection == null) {
                return first(statement);
            }
            try {
                return statement.on(connection);
            } catch (SQLException e) {
                if (!Failures.isConnectionLost(e)) {
                    throw Failures.ofWork(e);
                }
                drop();
                return again(statement, e);
            }
        } finally {
            lock.unlock();
        }
    }

    private <T> T again(Database.Work<T> statement, SQLException before) {
        try {
            return first(statement);
        } catch (TaskqException e) {
            // The one before may have been committed.
            OutcomeUnknownException unknown = new OutcomeUnknownException(List.of(), before);
            unknown.addSuppressed(e);
            throw unknown;
        }
    }

    private <T> T first(Database.Work<T> statement) {
        Connection fresh = connect();
        connection = fresh;
        T result;
        try {
            result = statement.on(fresh);
        } catch (SQLException e) {
            drop();
            throw Failures.ofCommit(e, List.of());
        }
        try {
            takeLock(fresh);
        } catch (SQLException e) {
            LOG.debug("no lock on the beat connection, it is made anew with the next beat", e);
            drop();
        }
        return result;
    }

    private Connection connect() {
        if (closed) {
            throw new StoreUnavailableException(null);
        }
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    private void takeLock(Connection fresh) throws SQLException {
        try (PreparedStatement statement = fresh.prepareStatement("select pg_advisory_lock_shared(?)")) {
            statement.setLong(1, process);
            statement.execute();
        }
        lockedAt = System.nanoTime();
        locked = true;
    }

    private void drop() {
        Connection old = connection;
        connection = null;
        locked = false;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                LOG.debug("beat connection did not close cleanly", e);
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            drop();
        } finally {
            lock.unlock();
        }
    }
}
