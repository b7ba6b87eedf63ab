package dev.taskq.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs statements on connections of a pool, and says what a failure means. Thread-safe.
 *
 * <p>What the server rolled back in favour of another transaction is done again, once.
 */
final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    /** The longest wait for a connection of the pool. */
    static final Duration POOL_WAIT = Duration.ofSeconds(2);

    private static final Duration VALIDATION = Duration.ofSeconds(1);
    /** Long: should others use up Postgres' connections, a pool that has shrunk meanwhile cannot grow back. */
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final PatientSource source;
    private final TroubleLog trouble;
    private final HikariDataSource pool;
    private final AtomicBoolean settingsRead = new AtomicBoolean();

    Database(PostgresConfig config, Optional<ProcessLock> lock, Optional<MeterRegistry> meters) {
        this(config, ConnectionSettings.pooled(config), lock, meters);
    }

    /**
     * Over connections that the caller makes.
     *
     * @param source what makes them, with the settings that taskq needs
     * @param lock what each of them takes, if they do
     * @param meters where the pool is measured, if it is
     */
    Database(PostgresConfig config, DataSource source, Optional<ProcessLock> lock, Optional<MeterRegistry> meters) {
        this.trouble = new TroubleLog(System::nanoTime);
        this.source = new PatientSource(new PrimarySource(source), trouble, Thread::sleep);
        HikariConfig hikari = new HikariConfig();
        hikari.setDataSource(this.source);
        hikari.setExceptionOverride(new WrongServerEviction());
        hikari.setPoolName(config.applicationName());
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setMinimumIdle(1);
        hikari.setIdleTimeout(IDLE.toMillis());
        hikari.setConnectionTimeout(POOL_WAIT.toMillis());
        hikari.setValidationTimeout(VALIDATION.toMillis());
        // Who starts before Postgres does waits for it; it does not fail.
        hikari.setInitializationFailTimeout(-1);
        lock.ifPresent(processLock -> hikari.setConnectionInitSql(processLock.statement()));
        meters.ifPresent(registry -> hikari.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry)));
        pool = new HikariDataSource(hikari);
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
            lent.connection().setAutoCommit(false);
            T result;
            try {
                result = work(lent, work);
            } catch (SQLException e) {
                if (!Failures.isRolledBackForOthers(e)) {
                    throw e;
                }
                lent.connection().rollback();
                result = work(lent, work);
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

    private static <T> T work(Lent lent, Work<T> work) throws SQLException {
        return unwrapped(work, lent.connection());
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
        try {
            Lent lent = new Lent(pool.getConnection());
            if (!settingsRead.getAndSet(true)) {
                readSettings(lent);
            }
            return lent;
        } catch (SQLException e) {
            throw new StoreUnavailableException(why(e));
        }
    }

    /** The pool knows only that it has no connection; its source knows why. */
    private SQLException why(SQLException e) {
        return source.lastFailure()
                .<SQLException>map(
                        cause -> new SQLTransientConnectionException(e.getMessage(), Failures.state(cause), cause))
                .orElse(e);
    }

    private void told(SQLException e) {
        trouble.tell(e);
        if (Failures.isReadOnly(e)) {
            // What one connection met, all of them have met: they were made to the same server.
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    private void readSettings(Lent lent) throws SQLException {
        try {
            ConnectionSettings.warnOfMissing(lent.connection());
        } catch (SQLException e) {
            settingsRead.set(false);
            lent.close();
            throw e;
        }
    }

    @Override
    public void close() {
        source.close();
        pool.close();
    }

    /** A connection that goes back to the pool, which rolls back what was not committed. */
    private record Lent(Connection connection) implements AutoCloseable {
        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                // The outcome is known by now, and the pool throws the connection away.
                LOG.debug("connection was not given back cleanly", e);
            }
        }
    }
}
