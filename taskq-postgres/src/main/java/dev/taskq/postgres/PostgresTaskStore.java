package dev.taskq.postgres;

import dev.taskq.spi.AuditLog;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.History;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.Operations;
import dev.taskq.spi.SameProcess;
import dev.taskq.spi.Schedules;
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
 * Keeps tasks in Postgres, in its own schema {@code taskq}. Thread-safe.
 *
 * A store that is opened by a URL has a pool of connections, opened on demand, and one more connection for heartbeats.
 * A store that is opened on a {@link DataSource} borrows the application's connections. Postgres need not be reachable
 * when a store is opened. Until it is, calls fail with {@link dev.taskq.StoreUnavailableException}. As long as the
 * schema is not migrated, or another correction is needed, they fail with
 * {@link dev.taskq.StoreMisconfiguredException}.
 *
 * Finds, lists, manual changes (cancel, retry, delete), calls about operations, reports of errors, the audit log, and reads of the history
 * have a bounded share of the pool each: a quarter of it. Further calls wait, at most a hundred of each kind and for at most two seconds;
 * otherwise they fail with
 * {@link dev.taskq.StoreBusyException}. Submissions and duties continue meanwhile.
 *
 * A write is durable when its call returns, except for claims and heartbeats: a crash of Postgres may lose those of the
 * last moments before it, unless {@link PostgresConfig#synchronousClaims()} is on.
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
    private final Operations operations;
    private final Schedules schedules;
    private final Inspections inspections;
    private final AuditLog auditLog;
    private final History history;
    private final StoreHealth health;
    private final SameProcess sameProcess = new SameProcess();
    private final Optional<DataSource> dataSource;

    private PostgresTaskStore(
            Database database,
            Optional<DataSource> dataSource,
            Optional<HeartbeatConnection> heartbeatConnection,
            Migrator migrator,
            long process,
            int connections,
            boolean synchronousClaims) {
        this.database = database;
        this.dataSource = dataSource;
        this.heartbeatConnection = heartbeatConnection;
        this.migrator = migrator;
        submissions = new PostgresSubmissions(database, connections);
        dispatch = new PostgresDispatch(database, process, synchronousClaims);
        completions = new PostgresCompletions(database, process);
        sessions = new PostgresSessions(database, process, heartbeatConnection, synchronousClaims, Sessions.SETTLED);
        types = new PostgresTypes(database);
        operations = new PostgresOperations(database, connections);
        schedules = new PostgresSchedules(database, connections);
        inspections = new PostgresInspections(database, process, connections);
        auditLog = new PostgresAuditLog(database, connections);
        history = new PostgresHistory(database, connections);
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
     * Opens a store and measures its pool of connections. It is one <em>process</em> in the sense of {@link dev.taskq.TaskStore}.
     *
     * @param config how to reach Postgres
     * @param meters the registry for the pool's metrics, {@code hikaricp_…}; the pool's name is the application name
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
                Optional.empty(),
                lock.map(held -> new HeartbeatConnection(ConnectionSettings.forHeartbeats(config), held)),
                Migrator.of(config),
                process,
                config.poolSize(),
                config.synchronousClaims());
    }

    /**
     * Opens a store on the application's own connections. It is one <em>process</em> in the sense of {@link dev.taskq.TaskStore}.
     *
     * The connections may have any settings: auto-commit or not, read-only, any isolation, search path, time-out or
     * time zone. taskq borrows a connection for each call, runs its own transaction with the settings that it needs,
     * and returns the connection unchanged. It never takes part in a transaction of the application, and never closes
     * the data source.
     *
     * No connection is kept. So the death of this process is detected only by missing heartbeats, after about ten
     * seconds. Heartbeats need a free connection of the pool regularly: if there is none for ten seconds, the tasks
     * that this process runs are reclaimed and may run again elsewhere.
     *
     * @param dataSource lends connections to Postgres; at most {@value DataSourceConfig#DEFAULT_MOST_CONNECTIONS} are
     *     used at a time
     * @return the store, to be closed
     */
    public static PostgresTaskStore open(DataSource dataSource) {
        return open(DataSourceConfig.of(dataSource));
    }

    /**
     * Opens a store on the application's own connections, as {@link #open(DataSource)} does.
     *
     * @param config the data source, and the most connections to use
     * @return the store, to be closed
     */
    public static PostgresTaskStore open(DataSourceConfig config) {
        return new PostgresTaskStore(
                new Database(config.dataSource(), config.mostConnections()),
                Optional.of(config.dataSource()),
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
     * Migrates the schema on a separate connection, and creates it if it does not exist. Several processes may call
     * this at once: one does the work, the others wait.
     *
     * @param config how to reach Postgres; if something is left to migrate, the role must have the right to create the
     *     schema
     * @throws dev.taskq.StoreMisconfiguredException if Postgres refuses the login or lacks the database, if the role
     *     lacks a right, or if a part of the migrated schema is missing
     * @throws dev.taskq.StoreUnavailableException if Postgres cannot be reached or fails. Either everything was
     *     migrated or nothing
     */
    public static void migrate(PostgresConfig config) {
        Migrator.of(config).migrate();
    }

    /**
     * Migrates the schema, as {@link #migrate(PostgresConfig)} does, on a connection of the application.
     *
     * @param dataSource lends a connection with a role that may create the schema
     */
    public static void migrate(DataSource dataSource) {
        Migrator.of(dataSource).migrate();
    }

    /**
     * Migrates the schema, as {@link #migrate(PostgresConfig)} does.
     *
     * @return this store
     */
    public PostgresTaskStore migrate() {
        migrator.migrate();
        return this;
    }

    /**
     * Whether the schema is migrated. A program that must not migrate waits for that.
     *
     * @return true if it exists and is as new as this version needs, or newer
     * @throws dev.taskq.StoreUnavailableException if Postgres cannot be reached or refuses, or a part of the migrated
     *     schema is missing, which the message names
     */
    public boolean isMigrated() {
        return migrator.isCurrent();
    }

    /**
     * The application's connections that this store borrows.
     *
     * @return the data source; empty for a store that was opened by a URL
     */
    public Optional<DataSource> dataSource() {
        return dataSource;
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

    @Override
    public Operations operations() {
        return operations;
    }

    @Override
    public Schedules schedules() {
        return schedules;
    }

    @Override
    public Inspections inspections() {
        return inspections;
    }

    @Override
    public AuditLog auditLog() {
        return auditLog;
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public SameProcess sameProcess() {
        return sameProcess;
    }

    /**
     * {@inheritDoc}
     *
     * It sees the transactions of other roles only if the role is a member of {@code pg_read_all_stats}, as members of
     * {@code pg_monitor} are.
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
