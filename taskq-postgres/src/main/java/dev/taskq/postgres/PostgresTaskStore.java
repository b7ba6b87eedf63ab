package dev.taskq.postgres;

import dev.taskq.spi.Completions;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.Submissions;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.Types;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps tasks in Postgres, in a schema {@code taskq} of its own. Thread-safe.
 *
 * <p>Holds a pool of connections, made when they are needed, and one more for heartbeats. Postgres need not be there when a store
 * is opened: calls fail with {@link dev.taskq.StoreUnavailableException} until it is, and as long as nobody has migrated.
 *
 * <p>What people ask for has a bounded share of the pool each: finds, lists, and changes by hand, a quarter of it. Calls
 * beyond it wait, a hundred of each kind and for two seconds at most; else they fail with {@link dev.taskq.StoreBusyException}.
 * Submits and duties go on.
 *
 * <p>What a call wrote is durable when it returns, but for claims and heartbeats: a crash of Postgres may forget those of its last
 * moments, unless {@link PostgresConfig#synchronousClaims()} is on.
 */
public final class PostgresTaskStore implements TaskStore {
    private final PostgresConfig config;
    private final Database database;
    private final Optional<HeartbeatConnection> heartbeatConnection;
    private final Submissions submissions;
    private final Dispatch dispatch;
    private final Completions completions;
    private final Sessions sessions;
    private final Types types;
    private final StoreHealth health;

    private PostgresTaskStore(PostgresConfig config, Optional<MeterRegistry> meters) {
        this.config = config;
        long process = new SecureRandom().nextLong();
        Optional<ProcessLock> lock =
                config.ownHeartbeatConnection() ? Optional.of(new ProcessLock(process)) : Optional.empty();
        database = new Database(config, lock, meters);
        heartbeatConnection = lock.map(held -> new HeartbeatConnection(ConnectionSettings.forHeartbeats(config), held));
        submissions = new PostgresSubmissions(database, config.poolSize());
        dispatch = new PostgresDispatch(database, process, config.synchronousClaims());
        completions = new PostgresCompletions(database, process);
        sessions = new PostgresSessions(
                database, process, heartbeatConnection, config.synchronousClaims(), Sessions.SETTLED);
        types = new PostgresTypes(database);
        health = new StoreHealth(database);
    }

    /**
     * Opens a store. It is one <em>process</em> in the sense of {@link TaskStore}.
     *
     * @param config how to reach Postgres
     * @return the store, to be closed
     */
    public static PostgresTaskStore open(PostgresConfig config) {
        return new PostgresTaskStore(config, Optional.empty());
    }

    /**
     * Opens a store whose pool of connections is measured. It is one <em>process</em> in the sense of {@link TaskStore}.
     *
     * @param config how to reach Postgres
     * @param meters where the pool's metrics go, {@code hikaricp_…} by the pool's name, which is the application name
     * @return the store, to be closed
     */
    public static PostgresTaskStore open(PostgresConfig config, MeterRegistry meters) {
        return new PostgresTaskStore(config, Optional.of(meters));
    }

    /**
     * Brings the schema up to date, on a connection of its own; makes it where there is none. Several may do so at once:
     * one does the work, the others wait.
     *
     * @param config how to reach Postgres; the role must be allowed to create the schema
     * @throws dev.taskq.StoreUnavailableException if Postgres cannot be reached or refuses, where each migration is done whole
     *     or not at all; or if something is missing afterwards that the migrations made, which the cause names
     */
    public static void migrate(PostgresConfig config) {
        Migrations.run(config);
    }

    /**
     * Brings the schema up to date, as {@link #migrate(PostgresConfig)} does.
     *
     * @return this store
     */
    public PostgresTaskStore migrate() {
        Migrations.run(config);
        return this;
    }

    /**
     * Whether somebody has brought the schema up to date. Who may not migrate waits for that.
     *
     * @return whether it is there, and as new as this version needs or newer
     * @throws dev.taskq.StoreUnavailableException if Postgres cannot be reached or refuses, or something is missing that the
     *     migrations made, which the cause names
     */
    public boolean isMigrated() {
        return Migrations.isCurrent(config);
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
