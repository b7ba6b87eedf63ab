package dev.taskq.memory;

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
import dev.taskq.spi.Platform;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import dev.taskq.spi.Session;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeRefusal;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A store in memory. Tasks are gone when the process ends. Each object is one process to the others on the same data
 * ({@link #newProcess}). Thread-safe.
 *
 * <p>Every method is one transaction: a {@link Transaction} of the next state, made from the one before and put in its place
 * whole. Nothing ever waits: what finds a row or key locked ({@link #lockTask}, {@link #lockKey}) is answered at once.
 */
public final class InMemoryTaskStore implements TaskStore {
    private final Cell<State> cell;
    private final InstantSource clock;
    /** The last number of a process that was given. It is no part of what is stored, so no restore gives one again. */
    private final AtomicLong processes;

    private final long process;
    /** The highest id of a session that this process was given. It is no part of what is stored, so no restore gives it again. */
    private final AtomicLong lastSession = new AtomicLong();

    /** An empty store on the machine's clock. */
    public InMemoryTaskStore() {
        this(Platform.systemClock());
    }

    /**
     * An empty store.
     *
     * @param clock the store's clock; cut to microseconds
     */
    public InMemoryTaskStore(InstantSource clock) {
        this(new Cell<>(State.EMPTY), clock, new AtomicLong());
    }

    private InMemoryTaskStore(Cell<State> cell, InstantSource clock, AtomicLong processes) {
        this.cell = cell;
        this.clock = clock;
        this.processes = processes;
        this.process = processes.incrementAndGet();
    }

    /**
     * Another process on the same data.
     *
     * @return its store
     */
    public InMemoryTaskStore newProcess() {
        return new InMemoryTaskStore(cell, clock, processes);
    }

    /** All that a store held at one moment. Immutable; only for stores on the same data. */
    public static final class Snapshot {
        private final State state;

        private Snapshot(State state) {
            this.state = state;
        }
    }

    /**
     * All that the store holds now, at no cost.
     *
     * @return the snapshot
     */
    public Snapshot snapshot() {
        return new Snapshot(cell.get());
    }

    /**
     * Makes the store hold again what it held then, as a crash does that forgets what was not synced. Ids and sessions that
     * were given since are given again.
     *
     * @param snapshot of the same data
     */
    public void restore(Snapshot snapshot) {
        cell.set(snapshot.state);
    }

    /**
     * Makes the store hold again what it held then, as a restore from a backup does beside processes that go on: nobody's
     * transaction survives, all sessions of then are ended as lost, and those opened since are unknown. Ids of sessions that
     * were given since are given again, to other processes; those of tasks are not.
     *
     * @param backup of the same data
     */
    public void restoreBackup(Snapshot backup) {
        cell.change(before -> {
            Transaction transaction = new Transaction(backup.state, now());
            transaction.restoredOver(before);
            return new Cell.Step<>(transaction.state(), before);
        });
    }

    /**
     * Holds a task's row, as an open transaction does, until unlocked.
     *
     * @param id the task
     */
    public void lockTask(long id) {
        alter(transaction -> transaction.lock(id));
    }

    /**
     * Lets go of a task's row.
     *
     * @param id the task
     */
    public void unlockTask(long id) {
        alter(transaction -> transaction.unlock(id));
    }

    /**
     * Holds an idempotency key, as an insert in an open transaction does, until unlocked.
     *
     * @param caller whose key it is
     * @param key the key
     */
    public void lockKey(String caller, String key) {
        alter(transaction -> transaction.lock(new State.TaskKey(caller, key)));
    }

    /**
     * Lets go of an idempotency key.
     *
     * @param caller whose key it is
     * @param key the key
     */
    public void unlockKey(String caller, String key) {
        alter(transaction -> transaction.unlock(new State.TaskKey(caller, key)));
    }

    /** Lets go of all rows and keys, as a crash of a server does: no transaction survives it. */
    public void unlockAll() {
        alter(Transaction::unlockAll);
    }

    private <R> R change(Function<Transaction, R> change) {
        return cell.change(before -> {
            Transaction transaction = new Transaction(before, now());
            R result = change.apply(transaction);
            return new Cell.Step<>(transaction.state(), result);
        });
    }

    private void alter(Consumer<Transaction> change) {
        change(transaction -> {
            change.accept(transaction);
            return transaction;
        });
    }

    private Transaction scan() {
        return new Transaction(cell.get(), now());
    }

    private static void checkPositive(String name, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(name + " must be 1 or more");
        }
    }

    @Override
    public List<Inserted> insert(List<Insert> inserts) {
        checkPositive("the number of tasks", inserts.size());
        return change(transaction -> Submits.insert(transaction, inserts));
    }

    @Override
    public List<Task> find(Collection<Long> ids) {
        Transaction transaction = scan();
        return new TreeSet<>(ids)
                .stream()
                        .flatMap(id -> transaction.task(id).stream())
                        .map(TaskRow::toTask)
                        .toList();
    }

    @Override
    public Map<Long, TaskStatus> statuses(Collection<Long> ids) {
        Transaction transaction = scan();
        Map<Long, TaskStatus> statuses = new LinkedHashMap<>();
        for (long id : ids) {
            transaction.task(id).ifPresent(row -> statuses.put(id, row.status()));
        }
        return statuses;
    }

    @Override
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan) {
        checkPositive("limit", limit);
        checkPositive("scan", scan);
        return Pages.list(scan(), filter, from, limit, scan);
    }

    @Override
    public List<CancelResult> cancel(List<Long> ids) {
        return change(transaction -> Completions.cancel(transaction, ids));
    }

    @Override
    public List<RetryResult> retry(List<RetryRequest> requests) {
        return change(transaction -> Completions.retry(transaction, requests));
    }

    @Override
    public List<ScanResult> waiting(List<Scan> scans, int max) {
        checkPositive("max", max);
        return Scans.waiting(scan(), scans, max);
    }

    @Override
    public List<ClaimResult> claim(Claim claim) {
        return change(transaction -> MemoryDispatch.claim(transaction, process, claim));
    }

    @Override
    public List<ClaimResult> settle(Claim claim) {
        return change(transaction -> MemoryDispatch.settle(transaction, process, claim));
    }

    @Override
    public int hinted(List<Hint> hints, Instant stamp) {
        return change(transaction -> MemoryDispatch.hinted(transaction, hints, stamp.truncatedTo(ChronoUnit.MICROS)));
    }

    @Override
    public Promotion promoteDue(int max) {
        checkPositive("max", max);
        return change(transaction -> MemoryDispatch.promoteDue(transaction, max));
    }

    @Override
    public List<CompletionResult> complete(List<Completion> completions) {
        return change(transaction -> Completions.complete(transaction, process, completions));
    }

    @Override
    public long openSession(NewSession session) {
        long above = lastSession.get();
        long id = change(transaction -> MemorySessions.open(transaction, process, session, above));
        lastSession.accumulateAndGet(id, Math::max);
        return id;
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        return change(transaction -> MemorySessions.heartbeat(transaction, process, heartbeat));
    }

    @Override
    public Sessions sessions() {
        Transaction transaction = scan();
        List<Session> all = new ArrayList<>();
        Set<Long> disconnected = new HashSet<>();
        for (var entry : transaction.sessions().ascending()) {
            Session session = entry.value().toSession();
            all.add(session);
            if (session.end().isEmpty() && transaction.isClosed(session.process())) {
                disconnected.add(session.process());
            }
        }
        return new Sessions(transaction.now(), all, disconnected);
    }

    @Override
    public boolean stopSession(long session) {
        return change(transaction -> MemorySessions.stop(transaction, process, session));
    }

    @Override
    public boolean endLostSession(long session, long heartbeats) {
        return change(transaction -> MemorySessions.endLost(transaction, session, heartbeats));
    }

    @Override
    public Forgiven forgiveLosses(long session, long ofProcess, String error) {
        return change(transaction -> Completions.forgive(transaction, session, ofProcess, error));
    }

    @Override
    public void clearSessions(Collection<Long> sessions) {
        alter(transaction -> MemorySessions.clear(transaction, sessions));
    }

    @Override
    public List<Orphans> orphans(List<Scan> scans, int max) {
        checkPositive("max", max);
        return Scans.orphans(scan(), scans, max);
    }

    @Override
    public Purged purge(Purge step) {
        checkPositive("rows", step.rows());
        return change(transaction -> Pages.purge(transaction, step));
    }

    @Override
    public List<CountStep> count(List<Scan> scans) {
        return Scans.count(scan(), scans);
    }

    @Override
    public void recordBacklog(List<BacklogCount> gauges) {
        alter(transaction -> Types.record(transaction, gauges));
    }

    @Override
    public List<String> registerTypes(Collection<String> names) {
        return change(transaction -> Types.register(transaction, names));
    }

    @Override
    public List<TypeRefusal> admitTypes(Collection<String> names, TypeAdmission admission) {
        return change(transaction -> Types.admit(transaction, names, admission));
    }

    @Override
    public int forgetTypes(Duration unused, Duration unusedAnnounced) {
        return change(transaction -> Types.forget(transaction, unused, unusedAnnounced));
    }

    @Override
    public List<TypeState> types() {
        List<TypeState> all = new ArrayList<>();
        for (var entry : scan().types().ascending()) {
            all.add(entry.value());
        }
        return all;
    }

    @Override
    public List<TypeState> types(Collection<String> names) {
        Transaction transaction = scan();
        return new TreeSet<>(names)
                .stream()
                        .flatMap(name -> transaction.types().get(name).stream())
                        .toList();
    }

    @Override
    public void pause(String type, boolean paused) {
        alter(transaction -> Types.pause(transaction, type, paused));
    }

    /** Memory takes writes. */
    @Override
    public void proveWritable() {}

    @Override
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** To the others on the same data, this process is disconnected from now on, as after its death. */
    @Override
    public void close() {
        alter(transaction -> transaction.close(process));
    }
}
