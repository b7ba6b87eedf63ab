package dev.taskq.postgres;

import dev.taskq.NotRunningException;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import dev.taskq.platform.Platform;
import dev.taskq.postgres.Connections.Lent;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;

/**
 * Runs statements on connections and classifies their failures. Thread-safe.
 *
 * A transaction that the server rolled back in favour of another one is repeated once.
 */
final class Database implements AutoCloseable {
    private final TroubleLog trouble = new TroubleLog(Platform.system());
    private final Connections connections;
    private final AtomicBoolean checked = new AtomicBoolean();
    private volatile boolean closed;

    /** A database on connections that it opens itself. */
    Database(PostgresConfig config, Optional<ProcessLock> lock, Optional<MeterRegistry> meters) {
        this(config, ConnectionSettings.pooled(config), lock, meters);
    }

    /**
     * A database on a pool of connections from the caller's source.
     *
     * @param config the pool's size and name
     * @param source opens the connections, with the settings that taskq needs
     * @param lock the lock that each connection takes, if the process has one
     * @param meters where the pool is measured, if metrics are on
     */
    Database(PostgresConfig config, DataSource source, Optional<ProcessLock> lock, Optional<MeterRegistry> meters) {
        connections = new OwnPool(config, source, trouble, lock, meters);
    }

    /**
     * A database on the application's connections.
     *
     * @param source lends the connections
     * @param most the most connections at a time
     */
    Database(DataSource source, int most) {
        connections = new ApplicationConnections(source, most);
    }

    /** Work on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Reads with any number of statements. */
    <T> T read(Work<T> work) {
        return read(CallerWait.unbounded(), work);
    }

    /** Reads with any number of statements, unless the call is given up before them. */
    <T> T read(CallerWait wait, Work<T> work) {
        return once(wait, work, false, List.of());
    }

    /** Writes with one statement that commits by itself. */
    <T> T write(List<Long> ids, Work<T> statement) {
        return once(CallerWait.unbounded(), statement, true, ids);
    }

    /** Writes with several statements and commits them together. An exception of the work rolls them back. */
    <T> T transact(List<Long> ids, Work<T> work) {
        return transact(CallerWait.unbounded(), ids, work);
    }

    /** Like {@link #transact(List, Work)}, unless the call is given up before the first statement. */
    <T> T transact(CallerWait wait, List<Long> ids, Work<T> work) {
        try (Lent lent = lend(wait)) {
            lent.begin();
            T result;
            try {
                result = unwrapped(work, lent.connection());
            } catch (SQLException e) {
                if (!Failures.isRolledBackForOthers(e)) {
                    throw e;
                }
                lent.begin();
                result = unwrapped(work, lent.connection());
            }
            commit(lent.connection(), ids);
            return result;
        } catch (SQLException e) {
            told(e);
            throw Failures.ofWork(e);
        }
    }

    /**
     * Runs the rest of a call after a committed write. A failure here makes the outcome of the whole call unknown.
     */
    static <T> T after(List<Long> ids, Supplier<T> rest) {
        try {
            return rest.get();
        } catch (StoreUnavailableException e) {
            throw new OutcomeUnknownException(ids, e);
        }
    }

    private <T> T once(CallerWait wait, Work<T> work, boolean commits, List<Long> ids) {
        try (Lent lent = lend(wait)) {
            try {
                return work(lent, work);
            } catch (SQLException e) {
                if (!Failures.isRolledBackForOthers(e)) {
                    throw failure(e, commits, ids);
                }
            }
            try {
                return work(lent, work);
            } catch (SQLException e) {
                throw failure(e, commits, ids);
            }
        }
    }

    private TaskqException failure(SQLException e, boolean commits, List<Long> ids) {
        told(e);
        return commits ? Failures.ofCommit(e, ids) : Failures.ofWork(e);
    }

    /** Does work with statements that need not be committed together. */
    private static <T> T work(Lent lent, Work<T> work) throws SQLException {
        Optional<Connection> alone = lent.alone();
        if (alone.isPresent()) {
            return unwrapped(work, alone.get());
        }
        lent.begin();
        T result = unwrapped(work, lent.connection());
        lent.connection().commit();
        return result;
    }

    /** Does the work, and rethrows the driver's exception without jOOQ's wrapper. */
    static <T> T unwrapped(Work<T> work, Connection connection) throws SQLException {
        try {
            return work.on(connection);
        } catch (DataAccessException e) {
            SQLException cause = e.getCause(SQLException.class);
            throw cause == null ? new SQLException(e) : cause;
        }
    }

    private void commit(Connection connection, List<Long> ids) {
        try {
            connection.commit();
        } catch (SQLException e) {
            told(e);
            throw Failures.ofCommit(e, ids);
        }
    }

    private Lent lend(CallerWait wait) {
        if (closed) {
            throw NotRunningException.closed("store");
        }
        Lent lent;
        try {
            lent = wait.lend(connections);
        } catch (SQLException e) {
            trouble.tell(e);
            throw closed ? NotRunningException.closed("store") : Failures.ofConnecting(e);
        } catch (StoreBusyException e) {
            throw e;
        } catch (RuntimeException e) {
            // A pool that cannot open its first connection may fail in this way.
            throw Failures.ofConnecting(e);
        }
        if (!checked.getAndSet(true)) {
            check(lent);
        }
        return lent;
    }

    /** Checks the first connection for what would make every call fail or slow. */
    private void check(Lent lent) {
        boolean good = false;
        try {
            if (lent.hasItsSettings()) {
                ConnectionSettings.warnOfMissing(lent.connection());
            } else {
                lent.begin();
            }
            Migrations.requireCurrent(lent.connection());
            good = true;
        } catch (SQLException e) {
            told(e);
            throw Failures.ofWork(e);
        } finally {
            if (!good) {
                checked.set(false);
                lent.close();
            }
        }
    }

    private void told(SQLException e) {
        trouble.tell(e);
        if (Failures.isReadOnly(e)) {
            connections.distrust();
        }
    }

    @Override
    public void close() {
        closed = true;
        connections.close();
    }
}
