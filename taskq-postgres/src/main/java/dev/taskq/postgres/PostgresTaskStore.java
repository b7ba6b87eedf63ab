package dev.taskq.postgres;

import dev.taskq.CancelResult;
import dev.taskq.RetryResult;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeRefusal;
import dev.taskq.spi.TypeState;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
    private final Heartbeats heartbeats;
    private final SessionRows sessions;
    private final TypeRows types;
    private final TaskInserts inserts;
    private final TaskRows tasks;
    private final TaskLists lists;
    private final TaskChanges changes;
    private final TaskScans scans;
    private final TaskClaims claims;
    private final TaskCompletions completions;
    private final TaskDuties duties;
    private final Share finds;
    private final Share listings;
    private final Share changesByHand;

    private PostgresTaskStore(PostgresConfig config, Optional<MeterRegistry> meters) {
        this.config = config;
        long process = new SecureRandom().nextLong();
        Optional<ProcessLock> lock =
                config.ownHeartbeatConnection() ? Optional.of(new ProcessLock(process)) : Optional.empty();
        database = new Database(config, lock, meters);
        heartbeatConnection = lock.map(held -> new HeartbeatConnection(ConnectionSettings.forHeartbeats(config), held));
        heartbeats =
                new Heartbeats(new HeartbeatLine(database, heartbeatConnection), process, config.synchronousClaims());
        sessions = new SessionRows(database, process, heartbeatConnection, SETTLED);
        types = new TypeRows(database);
        inserts = new TaskInserts(database);
        tasks = new TaskRows(database);
        lists = new TaskLists(database);
        changes = new TaskChanges(database);
        scans = new TaskScans(database);
        claims = new TaskClaims(database, process, config.synchronousClaims());
        completions = new TaskCompletions(database, process);
        duties = new TaskDuties(database);
        finds = Share.ofPool(config.poolSize());
        listings = Share.ofPool(config.poolSize());
        changesByHand = Share.ofPool(config.poolSize());
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
    public List<Inserted> insert(List<Insert> rows) {
        return inserts.insert(rows);
    }

    @Override
    public List<Task> find(Collection<Long> ids) {
        return finds.call(() -> tasks.find(ids));
    }

    @Override
    public Map<Long, TaskStatus> statuses(Collection<Long> ids) {
        return tasks.statuses(ids);
    }

    @Override
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan) {
        return listings.call(() -> lists.list(filter, from, limit, scan));
    }

    @Override
    public List<CancelResult> cancel(List<Long> ids) {
        return changesByHand.call(() -> changes.cancel(ids));
    }

    @Override
    public List<RetryResult> retry(List<RetryRequest> requests) {
        return changesByHand.call(() -> changes.retry(requests));
    }

    @Override
    public List<ScanResult> waiting(List<Scan> wanted, int max) {
        return scans.waiting(wanted, max);
    }

    @Override
    public List<ClaimResult> claim(Claim claim) {
        return claims.claim(claim);
    }

    @Override
    public List<ClaimResult> settle(Claim claim) {
        return claims.settle(claim);
    }

    @Override
    public int hinted(List<Hint> hints, Instant stamp) {
        return duties.hinted(hints, stamp);
    }

    @Override
    public Promotion promoteDue(int max) {
        return duties.promoteDue(max);
    }

    @Override
    public List<CompletionResult> complete(List<Completion> ended) {
        return completions.complete(ended);
    }

    @Override
    public long openSession(NewSession session) {
        types.register(session.types());
        heartbeatConnection.ifPresent(HeartbeatConnection::prepare);
        return sessions.open(session);
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        return heartbeats.heartbeat(heartbeat);
    }

    @Override
    public Sessions sessions() {
        return sessions.all();
    }

    @Override
    public boolean stopSession(long session) {
        return sessions.stop(session);
    }

    @Override
    public boolean endLostSession(long session, long heartbeats) {
        return sessions.endLost(session, heartbeats);
    }

    @Override
    public Forgiven forgiveLosses(long session, long process, String error) {
        return completions.forgive(session, process, error);
    }

    @Override
    public void clearSessions(Collection<Long> ended) {
        sessions.clear(ended);
    }

    @Override
    public List<Orphans> orphans(List<Scan> wanted, int max) {
        return scans.orphans(wanted, max);
    }

    @Override
    public Purged purge(Purge step) {
        return duties.purge(step);
    }

    @Override
    public List<CountStep> count(List<Scan> wanted) {
        return scans.count(wanted);
    }

    @Override
    public void recordBacklog(List<BacklogCount> gauges) {
        types.record(gauges);
    }

    @Override
    public List<String> registerTypes(Collection<String> names) {
        return types.register(names);
    }

    @Override
    public List<TypeRefusal> admitTypes(Collection<String> names, TypeAdmission admission) {
        return types.admit(names, admission);
    }

    @Override
    public int forgetTypes(Duration unused, Duration unusedAnnounced) {
        return types.forget(unused, unusedAnnounced);
    }

    @Override
    public List<TypeState> types() {
        return types.all();
    }

    @Override
    public List<TypeState> types(Collection<String> names) {
        return types.some(names);
    }

    @Override
    public void pause(String type, boolean paused) {
        types.pause(type, paused);
    }

    /**
     * {@inheritDoc}
     *
     * <p>It sees the transactions of other roles only where the role is a member of {@code pg_read_all_stats}, as
     * {@code pg_monitor} is.
     */
    @Override
    public Optional<Duration> oldestTransaction() {
        return duties.oldestTransaction();
    }

    @Override
    public void proveWritable() {
        duties.proveWritable();
    }

    @Override
    public Instant now() {
        return sessions.now();
    }

    @Override
    public void close() {
        heartbeatConnection.ifPresent(HeartbeatConnection::close);
        database.close();
    }

    /** Heartbeats go over their own connection where there is one. */
    private record HeartbeatLine(Database database, Optional<HeartbeatConnection> own) implements Heartbeats.Line {
        @Override
        public <T> T run(Database.Work<T> statement) {
            return own.isPresent() ? own.get().run(statement) : database.write(List.of(), statement);
        }
    }
}
