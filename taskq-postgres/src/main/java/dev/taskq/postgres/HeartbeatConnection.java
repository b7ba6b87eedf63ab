package dev.taskq.postgres;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.NotRunningException;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.TaskqException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection for all heartbeats of a process, one at a time, so that a busy pool does not delay them.
 * Thread-safe.
 *
 * It holds the process lock. A lost connection is replaced at once. The new one first sends heartbeats and then takes
 * the lock, because the heartbeat keeps the process alive.
 */
final class HeartbeatConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatConnection.class);

    private final DataSource source;
    private final ProcessLock processLock;
    private final TroubleLog trouble = new TroubleLog(Platform.system());
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Connection connection;

    @GuardedBy("lock")
    private boolean closed;

    private volatile @Nullable Hold hold;

    HeartbeatConnection(DataSource source, ProcessLock processLock) {
        this.source = source;
        this.processLock = processLock;
    }

    /** Which backend holds the lock, and for how long. */
    private record Hold(int backend, Stopwatch since) {}

    /** Connects and locks unless done already, so that the lock is held before the first session is opened. */
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

    /**
     * The backend, if it has held the lock for so long: the failure that closed other processes' connections did not
     * close this one.
     */
    OptionalInt backend(Duration time) {
        Hold held = hold;
        return held != null && held.since().hasReached(time) ? OptionalInt.of(held.backend()) : OptionalInt.empty();
    }

    /**
     * Runs a statement that commits by itself and may be run twice. If the connection is dead, it is run on a new one.
     */
    <T> T run(Database.Work<T> statement) {
        lock.lock();
        try {
            if (connection == null) {
                return first(statement);
            }
            try {
                return statement.on(connection);
            } catch (SQLException e) {
                trouble.tell(e);
                if (Failures.isReadOnly(e)) {
                    // Nothing was changed there, since the writes now go to another server.
                    drop();
                    return first(statement);
                }
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

    @GuardedBy("lock")
    private <T> T again(Database.Work<T> statement, SQLException before) {
        try {
            return first(statement);
        } catch (TaskqException e) {
            // The statement on the old connection may have been committed.
            OutcomeUnknownException unknown = new OutcomeUnknownException(List.of(), before);
            unknown.addSuppressed(e);
            throw unknown;
        }
    }

    @GuardedBy("lock")
    private <T> T first(Database.Work<T> statement) {
        Connection fresh = connect();
        connection = fresh;
        T result;
        try {
            result = statement.on(fresh);
        } catch (SQLException e) {
            drop();
            trouble.tell(e);
            throw Failures.ofCommit(e, List.of());
        }
        try {
            takeLock(fresh);
        } catch (SQLException e) {
            LOG.debug("no lock on the heartbeat connection, the next heartbeat opens a new one", e);
            drop();
        }
        return result;
    }

    @GuardedBy("lock")
    private Connection connect() {
        if (closed) {
            throw NotRunningException.closed("store");
        }
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw Failures.ofConnecting(e);
        }
    }

    private void takeLock(Connection fresh) throws SQLException {
        int backend = processLock.take(fresh);
        hold = new Hold(backend, Platform.system().stopwatch());
    }

    @GuardedBy("lock")
    private void drop() {
        Connection old = connection;
        connection = null;
        hold = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                LOG.debug("heartbeat connection did not close cleanly", e);
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
