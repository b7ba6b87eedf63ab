package dev.taskq.postgres;

import dev.taskq.spi.Completions;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Submissions;
import dev.taskq.spi.Types;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Keeps tasks in Postgres, in a schema {@code taskq} of its own. Thread-safe.
 *
 * <p>Opened by a URL it holds a pool of connections, made when they are needed, and one more for heartbeats; opened on a
 * {@link DataSource} it borrows the application's. Postgres need not be there when a store is opened: calls fail with
 * {@link dev.taskq.StoreUnavailableException} until it is, and with {@link dev.taskq.StoreMisconfiguredException} as long as the
 * schema is not migrated, or something else must be put right first.
 *
 * <p>What people ask for has a bounded share of the pool each: finds, lists, and changes by hand, a quarter of it. Calls
 * beyond it wait, a hundred of each kind and for two seconds at most; else they fail with {@link dev.taskq.StoreBusyException}.
 * Submits and duties go on.
 *
 * <p>What a call wrote is durable when it returns, but for claims and heartbeats: a crash of Postgres may forget those of its last
 * moments, unless {@link PostgresConfig#synchronousClaims()} is on.
 */
public final class PostgresTaskStore implements StorePort {
    private final Migrator migrator;
    private final Database database;
    private final Optional<HeartbeatConnection> heartbeatConnection;
    private final Submissions submissions;
    private final Dispatch dispatch;
    private final Completions completions;
    private final Sessions sessions;
    private final Types types;
    private final StoreHealth health;

    private PostgresTaskStore(
            Database database,
            Optional<HeartbeatConnection> heartbeatConnection,
            Migrator migrator,
            long process,
            int connections,
            boolean synchronousClaims) {
        this.database = database;
        this.heartbeatConnection = heartbeatConnection;
        this.migrator = migrator;
        submissions = new PostgresSubmissions(database, connections);
        dispatch = new PostgresDispatch(database, process, synchronousClaims);
        completions = new PostgresCompletions(database, process);
        sessions = new PostgresSessions(database, process, heartbeatConnection, synchronousClaims, Sessions.SETTLED);
        types = new PostgresTypes(database);
        health = new StoreHealth(database);
    }

    /**
     * Opens a store. It is one <em>process</em> in the sense of {@link dev.taskq.TaskStore}.
     *
     * @param config how to reach Postgres
     * @return the store, to be closed
     */
    public static PostgresTaskStore open(PostgresConfig config) {
        return open(config, Optional.empty());
    }

    /**
     * Opens a store whose pool of connections is measured. It is one <em>process</em> in the sense of {@link dev.taskq.TaskStore}.
     *
     * @param config how to reach Postgres
     * @param meters where the pool's metrics go, {@code hikaricp_…} by the pool's name, which is the application name
     * @return the store, to be closed
     */
    public static PostgresTaskStore open(PostgresConfig config, MeterRegistry meters) {
        return open(config, Optional.of(meters));
    }

    private static PostgresTaskStore open(PostgresConfig config, Optional<MeterRegistry> meters) {
        long process = newProcess();
        Optional<ProcessLock> lock =
                config.ownHeartbeatConnection() ? Optional.of(new ProcessLock(process)) : Optional.empty();
        return new PostgresTaskStore(
                new Database(config, lock, meters),
                lock.map(held -> new HeartbeatConnection(ConnectionSettings.forHeartbeats(config), held)),
                Migrator.of(config),
                process,
                config.poolSize(),
                config.synchronousClaims());
    }

    /**
     * Opens a store on the application's own connections. It is one <em>process</em> in the sense of {@link dev.taskq.TaskStore}.
     *
     * <p>The connections may be set to anything: auto-commit or not, read-only, any isolation, search path, time-out or time
     * zone. taskq borrows one for each call, runs a transaction of its own with the settings that it needs, and gives the
     * connection back as it came. It takes no part in a transaction of the application's, and never closes the data source.
     *
     * <p>No connection is kept. So the death of this process is noticed by its silence, after about ten seconds, and its
     * heartbeats need a free connection of the pool now and then: where there is none for ten seconds, what it runs is taken
     * back and may run again elsewhere.
     *
     * @param dataSource lends connections to Postgres; at most {@value DataSourceConfig#DEFAULT_MOST_CONNECTIONS} are used at a
     *     time
     * @return the store, to be closed
     */
    public static PostgresTaskStore open(DataSource dataSource) {
        return open(DataSourceConfig.of(dataSource));
    }

    /**
     * Opens a store on the application's own connections, as {@link #open(DataSource)} does.
     *
     * @param config which they are, and how many to use
     * @return the store, to be closed
     */
    public static PostgresTaskStore open(DataSourceConfig config) {
        return new PostgresTaskStore(
                new Database(config.dataSource(), config.mostConnections()),
                Optional.empty(),
                Migrator.of(config.dataSource()),
                newProcess(),
                config.mostConnections(),
                config.synchronousClaims());
    }

    private static long newProcess() {
        return new SecureRandom().nextLong();
    }

    /**
     * Brings the schema up to date, on a connection of its own; makes it where there is none. Several may do so at once:
     * one does the work, the others wait.
     *
     * @param config how to reach Postgres; where something is left to do, the role must be allowed to create the schema
     * @throws dev.taskq.StoreMisconfiguredException if Postgres refuses the login or lacks the database, if the role lacks a right,
     *     or if something is missing that the migrations made
     * @throws dev.taskq.StoreUnavailableException if Postgres cannot be reached or fails. All is done or nothing
     */
    public static void migrate(PostgresConfig config) {
        Migrator.of(config).migrate();
    }

    /**
     * Brings the schema up to date, as {@link #migrate(PostgresConfig)} does, on a connection of the application's.
     *
     * @param dataSource lends a connection whose role may create the schema
     */
    public static void migrate(DataSource dataSource) {
        Migrator.of(dataSource).migrate();
    }

    /**
     * Brings the schema up to date, as {@link #migrate(PostgresConfig)} does.
     *
     * @return this store
     */
    public PostgresTaskStore migrate() {
        migrator.migrate();
        return this;
    }

    /**
     * Whether the schema is up to date. A program that may not migrate waits for that.
     *
     * @return whether it is there, and as new as this version needs or newer
     * @throws dev.taskq.StoreUnavailableException if Postgres cannot be reached or refuses, or something is missing that the
     *     migrations made, which the message names
     */
    public boolean isMigrated() {
        return migrator.isCurrent();
    }

    @Override
    public Submissions submissions() {
        return submissions;
    }

    @Override
    public Dispatch dispatch() {
        return dispatch;
    }

    @Override
    public Completions completions() {
        return completions;
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public Types types() {
        return types;
    }

    /**
     * {@inheritDoc}
     *
     * <p>It sees the transactions of other roles only where the role is a member of {@code pg_read_all_stats}, as
     * {@code pg_monitor} is.
     */
    @Override
    public Optional<Duration> oldestTransaction() {
        return health.oldestTransaction();
    }

    @Override
    public void proveWritable() {
        health.proveWritable();
    }

    @Override
    public Instant now() {
        return health.now();
    }

    @Override
    public void close() {
        heartbeatConnection.ifPresent(HeartbeatConnection::close);
        database.close();
    }
}
