package dev.taskq.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pool of connections that taskq opens itself, with its settings. Thread-safe. */
final class OwnPool implements Connections {
    private static final Logger LOG = LoggerFactory.getLogger(OwnPool.class);
    /** The longest wait for a connection of the pool. */
    static final Duration WAIT = Duration.ofSeconds(2);

    private static final Duration VALIDATION = Duration.ofSeconds(1);
    /** Long, because a pool that has shrunk cannot grow back if other clients have used up Postgres' connections. */
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final ReconnectingSource source;
    private final HikariDataSource pool;

    /**
     * A pool that connects as soon as possible.
     *
     * @param config the pool's size and name
     * @param source opens the connections, with the settings that taskq needs
     * @param trouble logs why there is no connection
     * @param lock the lock that each connection takes, if the process has one
     * @param meters where the pool is measured, if metrics are on
     */
    OwnPool(
            PostgresConfig config,
            DataSource source,
            TroubleLog trouble,
            Optional<ProcessLock> lock,
            Optional<MeterRegistry> meters) {
        this.source = new ReconnectingSource(new PrimarySource(source), trouble, Thread::sleep);
        HikariConfig hikari = new HikariConfig();
        hikari.setDataSource(this.source);
        hikari.setExceptionOverride(new WrongServerEviction());
        hikari.setPoolName(config.applicationName());
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setMinimumIdle(1);
        hikari.setIdleTimeout(IDLE.toMillis());
        hikari.setConnectionTimeout(WAIT.toMillis());
        hikari.setValidationTimeout(VALIDATION.toMillis());
        // A process that starts before Postgres waits for it instead of failing.
        hikari.setInitializationFailTimeout(-1);
        lock.ifPresent(processLock -> hikari.setConnectionInitSql(processLock.statement()));
        meters.ifPresent(registry -> hikari.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry)));
        pool = new HikariDataSource(hikari);
    }

    @Override
    public Lent lend() throws SQLException {
        try {
            return new Pooled(pool.getConnection());
        } catch (SQLException e) {
            throw why(e);
        }
    }

    /** The pool knows only that it has no connection. The source knows why. */
    private SQLException why(SQLException e) {
        return source.lastFailure()
                .<SQLException>map(
                        cause -> new SQLTransientConnectionException(e.getMessage(), Failures.state(cause), cause))
                .orElse(e);
    }

    /** An error of one connection's server affects all connections, because all were opened to the same server. */
    @Override
    public void distrust() {
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    @Override
    public void close() {
        source.close();
        pool.close();
    }

    /** A connection of the pool. When it is returned, the pool rolls back what was not committed. */
    private record Pooled(Connection connection) implements Lent {
        /** It is in auto-commit mode until a transaction begins. */
        @Override
        public Optional<Connection> alone() {
            return Optional.of(connection);
        }

        @Override
        public boolean hasItsSettings() {
            return true;
        }

        @Override
        public void begin() throws SQLException {
            if (connection.getAutoCommit()) {
                connection.setAutoCommit(false);
            } else {
                connection.rollback();
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                // The outcome is known by now, and the pool discards the connection.
                LOG.debug("connection was not given back cleanly", e);
            }
        }
    }
}
