package dev.taskq.postgres;

import dev.taskq.NotRunningException;
import dev.taskq.OutcomeUnknownException;
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
 * Runs statements on connections of a pool, and says what a failure means. Thread-safe.
 *
 * <p>What the server rolled back in favour of another transaction is done again, once.
 */
final class Database implements AutoCloseable {
    private final TroubleLog trouble = new TroubleLog(Platform.system());
    private final Connections connections;
    private final AtomicBoolean checked = new AtomicBoolean();
    private volatile boolean closed;

    /** Over connections that it makes itself. */
    Database(PostgresConfig config, Optional<ProcessLock> lock, Optional<MeterRegistry> meters) {
        this(config, ConnectionSettings.pooled(config), lock, meters);
    }

    /**
     * Over a pool of connections that the caller makes.
     *
     * @param config the pool's size and name
     * @param source what makes them, with the settings that taskq needs
     * @param lock what each of them takes, if they do
     * @param meters where the pool is measured, if it is
     */
    Database(PostgresConfig config, DataSource source, Optional<ProcessLock> lock, Optional<MeterRegistry> meters) {
        connections = new OwnPool(config, source, trouble, lock, meters);
    }

    /**
     * Over connections of the application's.
     *
     * @param source what lends them
     * @param most how many at once, at most
     */
    Database(DataSource source, int most) {
        connections = new ApplicationConnections(source, most);
    }

    /** Work on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Reads, with any number of statements. */
    <T> T read(Work<T> work) {
        return once(work, false, List.of());
    }

    /**
     * Reads what a server that takes our writes says: one that takes none any more, while its connections stay, would answer
     * with what was true before.
     */
    <T> T readFromPrimary(Work<T> work) {
        return read(connection -> {
            PrimarySource.requireWritable(connection);
            return work.on(connection);
        });
    }

    /** Writes by one statement that commits by itself. */
    <T> T write(List<Long> ids, Work<T> statement) {
        return once(statement, true, ids);
    }

    /** Writes by several statements, and commits them together; all that the work throws rolls back. */
    <T> T transact(List<Long> ids, Work<T> work) {
        try (Lent lent = lend()) {
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
     * Does what follows a write that is committed: a failure here leaves the outcome of the whole unknown.
     */
    static <T> T after(List<Long> ids, Supplier<T> rest) {
        try {
            return rest.get();
        } catch (StoreUnavailableException e) {
            throw new OutcomeUnknownException(ids, e);
        }
    }

    private <T> T once(Work<T> work, boolean commits, List<Long> ids) {
        try (Lent lent = lend()) {
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

    /** Does work whose statements need not be committed together. */
    private static <T> T work(Lent lent, Work<T> work) throws SQLException {
        if (lent.commitsAlone()) {
            return unwrapped(work, lent.connection());
        }
        lent.begin();
        T result = unwrapped(work, lent.connection());
        lent.connection().commit();
        return result;
    }

    /** Does the work; what jOOQ wrapped comes out as the driver threw it. */
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

    private Lent lend() {
        if (closed) {
            throw NotRunningException.closed("store");
        }
        Lent lent;
        try {
            lent = connections.lend();
        } catch (SQLException e) {
            trouble.tell(e);
            throw closed ? NotRunningException.closed("store") : Failures.ofConnecting(e);
        } catch (RuntimeException e) {
            // A pool that cannot make its first connection may fail so.
            throw Failures.ofConnecting(e);
        }
        if (!checked.getAndSet(true)) {
            check(lent);
        }
        return lent;
    }

    /** Of the first connection: what would make every call fail, and what would make it slow. */
    private void check(Lent lent) {
        boolean good = false;
        try {
            if (lent.commitsAlone()) {
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
