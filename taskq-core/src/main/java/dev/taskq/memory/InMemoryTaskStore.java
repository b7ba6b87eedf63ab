package dev.taskq.memory;

import dev.taskq.CancelResult;
import dev.taskq.RetryResult;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Beat;
import dev.taskq.spi.BeatAnswer;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.EndResult;
import dev.taskq.spi.Ending;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Look;
import dev.taskq.spi.Looked;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Platform;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.Session;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeGauge;
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
 * <p>Every method is one transaction: a {@link Draft} of the next state, made from the one before and put in its place
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
            Draft draft = new Draft(backup.state, now());
            draft.restoredOver(before);
            return new Cell.Step<>(draft.state(), before);
        });
    }

    /**
     * Holds a task's row, as an open transaction does, until unlocked.
     *
     * @param id the task
     */
    public void lockTask(long id) {
        alter(draft -> draft.lock(id));
    }

    /**
     * Lets go of a task's row.
     *
     * @param id the task
     */
    public void unlockTask(long id) {
        alter(draft -> draft.unlock(id));
    }

    /**
     * Holds an idempotency key, as an insert in an open transaction does, until unlocked.
     *
     * @param caller whose key it is
     * @param key the key
     */
    public void lockKey(String caller, String key) {
        alter(draft -> draft.lock(new State.TaskKey(caller, key)));
    }

    /**
     * Lets go of an idempotency key.
     *
     * @param caller whose key it is
     * @param key the key
     */
    public void unlockKey(String caller, String key) {
        alter(draft -> draft.unlock(new State.TaskKey(caller, key)));
    }

    /** Lets go of all rows and keys, as a crash of a server does: no transaction survives it. */
    public void unlockAll() {
        alter(Draft::unlockAll);
    }

    private <R> R change(Function<Draft, R> change) {
        return cell.change(before -> {
            Draft draft = new Draft(before, now());
            R result = change.apply(draft);
            return new Cell.Step<>(draft.state(), result);
        });
    }

    private void alter(Consumer<Draft> change) {
        change(draft -> {
            change.accept(draft);
            return draft;
        });
    }

    private Draft look() {
        return new Draft(cell.get(), now());
    }

    private static void checkPositive(String name, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(name + " must be 1 or more");
        }
    }

    @Override
    public List<Inserted> insert(List<Insert> inserts) {
        checkPositive("the number of tasks", inserts.size());
        return change(draft -> Submits.insert(draft, inserts));
    }

    @Override
    public List<Task> find(Collection<Long> ids) {
        Draft draft = look();
        return new TreeSet<>(ids)
                .stream()
                        .flatMap(id -> draft.task(id).stream())
                        .map(TaskRow::toTask)
                        .toList();
    }

    @Override
    public Map<Long, TaskStatus> statuses(Collection<Long> ids) {
        Draft draft = look();
        Map<Long, TaskStatus> statuses = new LinkedHashMap<>();
        for (long id : ids) {
            draft.task(id).ifPresent(row -> statuses.put(id, row.status()));
        }
        return statuses;
    }

    @Override
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int look) {
        checkPositive("limit", limit);
        checkPositive("look", look);
        return Pages.list(look(), filter, from, limit, look);
    }

    @Override
    public List<CancelResult> cancel(List<Long> ids) {
        return change(draft -> Endings.cancel(draft, ids));
    }

    @Override
    public List<RetryResult> retry(List<RetryRequest> requests) {
        return change(draft -> Endings.retry(draft, requests));
    }

    @Override
    public List<Looked> waiting(List<Look> looks, int max) {
        checkPositive("max", max);
        return Looks.waiting(look(), looks, max);
    }

    @Override
    public List<ClaimResult> claim(Claim claim) {
        return change(draft -> HandOut.claim(draft, process, claim));
    }

    @Override
    public List<ClaimResult> settle(Claim claim) {
        return change(draft -> HandOut.settle(draft, process, claim));
    }

    @Override
    public int hinted(List<Hint> hints, Instant stamp) {
        return change(draft -> HandOut.hinted(draft, hints, stamp.truncatedTo(ChronoUnit.MICROS)));
    }

    @Override
    public Promotion promoteDue(int max) {
        checkPositive("max", max);
        return change(draft -> HandOut.promoteDue(draft, max));
    }

    @Override
    public List<EndResult> end(List<Ending> endings) {
        return change(draft -> Endings.end(draft, process, endings));
    }

    @Override
    public long openSession(NewSession session) {
        long above = lastSession.get();
        long id = change(draft -> Presence.open(draft, process, session, above));
        lastSession.accumulateAndGet(id, Math::max);
        return id;
    }

    @Override
    public BeatAnswer beat(Beat beat) {
        return change(draft -> Presence.beat(draft, process, beat));
    }

    @Override
    public Sessions sessions() {
        Draft draft = look();
        List<Session> all = new ArrayList<>();
        Set<Long> disconnected = new HashSet<>();
        for (var entry : draft.sessions().ascending()) {
            Session session = entry.value().toSession();
            all.add(session);
            if (session.end().isEmpty() && draft.isClosed(session.process())) {
                disconnected.add(session.process());
            }
        }
        return new Sessions(draft.now(), all, disconnected);
    }

    @Override
    public boolean stopSession(long session) {
        return change(draft -> Presence.stop(draft, process, session));
    }

    @Override
    public boolean endLostSession(long session, long beats) {
        return change(draft -> Presence.endLost(draft, session, beats));
    }

    @Override
    public Forgiven forgiveLosses(long session, long ofProcess, String error) {
        return change(draft -> Endings.forgive(draft, session, ofProcess, error));
    }

    @Override
    public void clearSessions(Collection<Long> sessions) {
        alter(draft -> Presence.clear(draft, sessions));
    }

    @Override
    public List<Orphans> orphans(List<Look> looks, int max) {
        checkPositive("max", max);
        return Looks.orphans(look(), looks, max);
    }

    @Override
    public Purged purge(Purge step) {
        checkPositive("rows", step.rows());
        return change(draft -> Pages.purge(draft, step));
    }

    @Override
    public List<CountStep> count(List<Look> looks) {
        return Looks.count(look(), looks);
    }

    @Override
    public void recordGauges(List<TypeGauge> gauges) {
        alter(draft -> Types.record(draft, gauges));
    }

    @Override
    public List<String> registerTypes(Collection<String> names) {
        return change(draft -> Types.register(draft, names));
    }

    @Override
    public List<TypeRefusal> admitTypes(Collection<String> names, TypeAdmission admission) {
        return change(draft -> Types.admit(draft, names, admission));
    }

    @Override
    public int forgetTypes(Duration unused, Duration unusedAnnounced) {
        return change(draft -> Types.forget(draft, unused, unusedAnnounced));
    }

    @Override
    public List<TypeState> types() {
        List<TypeState> all = new ArrayList<>();
        for (var entry : look().types().ascending()) {
            all.add(entry.value());
        }
        return all;
    }

    @Override
    public List<TypeState> types(Collection<String> names) {
        Draft draft = look();
        return new TreeSet<>(names)
                .stream().flatMap(name -> draft.types().get(name).stream()).toList();
    }

    @Override
    public void pause(String type, boolean paused) {
        alter(draft -> Types.pause(draft, type, paused));
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
        alter(draft -> draft.close(process));
    }
}
