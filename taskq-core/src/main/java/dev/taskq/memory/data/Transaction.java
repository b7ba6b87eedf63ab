package dev.taskq.memory.data;

import dev.taskq.Task;
import dev.taskq.memory.data.State.FireKey;
import dev.taskq.memory.data.State.Lease;
import dev.taskq.memory.data.State.Said;
import dev.taskq.memory.data.State.Stamp;
import dev.taskq.memory.data.State.TaskKey;
import dev.taskq.memory.data.State.TypeShown;
import dev.taskq.memory.data.State.TypeUse;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.Position;
import dev.taskq.spi.ScheduleRow;
import dev.taskq.spi.Session;
import dev.taskq.spi.SessionReading.Reported;
import dev.taskq.spi.TypeState;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A transaction: the next state, built from the one before. Maintains the indexes. Used by one thread. A transaction
 * that is discarded has changed nothing.
 */
final class Transaction {
    private final Instant now;
    private SortedTree<Long, TaskRow> tasks;
    private SortedTree<String, SortedTree<Position, Long>> open;
    private SortedTree<Stamp, Long> scheduled;
    private SortedTree<Stamp, Long> created;
    private SortedTree<TaskKey, Long> keys;
    private SortedTree<Long, Checkpoint> checkpoints;
    private SortedTree<Long, Said> progress;
    private SortedTree<Long, SessionRow> sessions;
    private SortedTree<String, TypeState> types;
    private SortedTree<String, TypeUse> typesUsed;
    private SortedTree<String, TypeShown> typesShown;
    private SortedTree<Long, Reported> statuses;
    private Set<Long> closed;
    private Lease lease;
    private Set<Long> lockedTasks;
    private Set<Long> writtenTasks;
    private Set<TaskKey> lockedKeys;
    private SortedTree<Long, Set<Long>> lost;
    private SortedTree<Long, OperationRow> operations;
    private SortedTree<String, ScheduleRow> schedules;
    private SortedTree<FireKey, Long> fires;
    private long lastTask;
    private long lastSession;
    private long lastOperation;

    Transaction(State state, Instant now) {
        this.now = now;
        tasks = state.tasks();
        open = state.open();
        scheduled = state.scheduled();
        created = state.created();
        keys = state.keys();
        checkpoints = state.checkpoints();
        progress = state.progress();
        sessions = state.sessions();
        types = state.types();
        typesUsed = state.typesUsed();
        typesShown = state.typesShown();
        statuses = state.statuses();
        closed = state.closed();
        lease = state.lease();
        lockedTasks = state.lockedTasks();
        writtenTasks = state.writtenTasks();
        lockedKeys = state.lockedKeys();
        lost = state.lost();
        operations = state.operations();
        schedules = state.schedules();
        fires = state.fires();
        lastTask = state.lastTask();
        lastSession = state.lastSession();
        lastOperation = state.lastOperation();
    }

    State state() {
        return new State(
                tasks,
                open,
                scheduled,
                created,
                keys,
                checkpoints,
                progress,
                sessions,
                types,
                typesUsed,
                typesShown,
                statuses,
                closed,
                lease,
                lockedTasks,
                writtenTasks,
                lockedKeys,
                lost,
                operations,
                schedules,
                fires,
                lastTask,
                lastSession,
                lastOperation);
    }

    /** The store's clock, which does not move during a transaction, as transactions take no time. */
    Instant now() {
        return now;
    }

    long nextTask() {
        return ++lastTask;
    }

    long nextOperation() {
        return ++lastOperation;
    }

    /** The next session id that is greater than the given one. */
    long nextSession(long above) {
        lastSession = Math.max(lastSession, above) + 1;
        return lastSession;
    }

    /**
     * Lets this transaction, which starts from a backup, replace another state: see
     * {@link MemoryDatabase#restoreBackup}.
     */
    void restoredOver(State other) {
        closed = other.closed();
        lastTask = other.lastTask();
        lastOperation = other.lastOperation();
        unlockAll();
        for (var session : sessions.ascending()) {
            if (session.value().end().isEmpty()) {
                put(session.value().end(new Session.End(now, Session.EndReason.LOST)));
            }
        }
    }

    void unlockAll() {
        lockedTasks = Set.of();
        lockedKeys = Set.of();
        abortWrites();
    }

    void abortWrites() {
        writtenTasks = Set.of();
    }

    /** The last task id that was given. */
    long lastTask() {
        return lastTask;
    }

    SortedTree<Long, TaskRow> tasks() {
        return tasks;
    }

    Optional<TaskRow> task(long id) {
        return tasks.get(id);
    }

    SortedTree<Position, Long> open(String type) {
        return open.get(type).orElse(SortedTree.empty());
    }

    SortedTree<Stamp, Long> scheduled() {
        return scheduled;
    }

    SortedTree<Stamp, Long> created() {
        return created;
    }

    Optional<TaskRow> underKey(TaskKey key) {
        return keys.get(key).flatMap(tasks::get);
    }

    boolean isFired(String schedule, Instant time) {
        return fires.get(new FireKey(schedule, time)).isPresent();
    }

    static Optional<TaskKey> key(TaskRow row) {
        var task = row.given().task();
        return task.idempotencyKey().map(text -> new TaskKey(task.origin().caller(), text));
    }

    void put(TaskRow row) {
        tasks.get(row.id()).ifPresentOrElse(this::unindex, () -> indexForEver(row));
        tasks = tasks.put(row.id(), row);
        row.openAt()
                .ifPresent(place -> open = open.put(row.type(), open(row.type()).put(place, row.id())));
        row.runAt().ifPresent(due -> scheduled = scheduled.put(new Stamp(due, row.id()), row.id()));
    }

    private void indexForEver(TaskRow row) {
        created = created.put(new Stamp(row.given().createdAt(), row.id()), row.id());
        key(row).ifPresent(key -> keys = keys.put(key, row.id()));
        FireKey.of(row).ifPresent(fire -> fires = fires.put(fire, row.id()));
    }

    Optional<Checkpoint> checkpoint(long task) {
        return checkpoints.get(task);
    }

    void put(Checkpoint checkpoint) {
        checkpoints = checkpoints.put(checkpoint.id(), checkpoint);
    }

    void removeCheckpoint(long task) {
        checkpoints = checkpoints.remove(task);
    }

    /** The progress that a task shows. */
    Optional<Task.Progress> progress(TaskRow row) {
        return progress.get(row.id())
                .filter(said -> row.wasHeldBy(said.holder()))
                .map(Said::progress);
    }

    void put(Said said) {
        progress = progress.put(said.task(), said);
    }

    void remove(TaskRow row) {
        unindex(row);
        checkpoints = checkpoints.remove(row.id());
        progress = progress.remove(row.id());
        tasks = tasks.remove(row.id());
        created = created.remove(new Stamp(row.given().createdAt(), row.id()));
        key(row).ifPresent(key -> keys = keys.remove(key));
        FireKey.of(row).ifPresent(fire -> fires = fires.remove(fire));
    }

    private void unindex(TaskRow row) {
        row.openAt()
                .ifPresent(place -> open = open.put(row.type(), open(row.type()).remove(place)));
        row.runAt().ifPresent(due -> scheduled = scheduled.remove(new Stamp(due, row.id())));
    }

    SortedTree<Long, SessionRow> sessions() {
        return sessions;
    }

    Optional<SessionRow> session(long id) {
        return sessions.get(id);
    }

    void put(SessionRow session) {
        sessions = sessions.put(session.id(), session);
    }

    void removeSession(long id) {
        sessions = sessions.remove(id);
        lost = lost.remove(id);
        statuses = statuses.remove(id);
    }

    void put(Reported status) {
        statuses = statuses.put(status.status().session(), status);
    }

    Optional<Reported> reported(long session) {
        return statuses.get(session);
    }

    /** The tasks that were lost with a session. */
    Set<Long> lostWith(long session) {
        return lost.get(session).orElse(Set.of());
    }

    void lost(long session, long task) {
        lost = lost.put(session, with(lostWith(session), task));
    }

    SortedTree<String, TypeState> types() {
        return types;
    }

    void put(TypeState type) {
        types = types.put(type.name(), type);
    }

    void use(String type, Optional<String> caller) {
        typesUsed = typesUsed.put(type, new TypeUse(now, caller));
    }

    TypeUse useOf(String type) {
        return typesUsed.get(type).orElse(new TypeUse(Instant.EPOCH, Optional.empty()));
    }

    void removeType(String type) {
        types = types.remove(type);
        typesUsed = typesUsed.remove(type);
        typesShown = typesShown.remove(type);
    }

    TypeShown shown(String type) {
        return typesShown.get(type).orElse(TypeShown.NOTHING);
    }

    void show(String type, TypeShown shown) {
        typesShown = typesShown.put(type, shown);
    }

    SortedTree<Long, OperationRow> operations() {
        return operations;
    }

    void put(OperationRow row) {
        operations = operations.put(row.operation().id(), row);
    }

    void removeOperation(long id) {
        operations = operations.remove(id);
    }

    SortedTree<String, ScheduleRow> schedules() {
        return schedules;
    }

    void put(ScheduleRow row) {
        schedules = schedules.put(row.schedule().name(), row);
    }

    void removeSchedule(String name) {
        schedules = schedules.remove(name);
    }

    boolean isClosed(long process) {
        return closed.contains(process);
    }

    void close(long process) {
        closed = with(closed, process);
    }

    void connect(long process) {
        closed = without(closed, process);
    }

    Lease lease() {
        return lease;
    }

    void put(Lease next) {
        lease = next;
    }

    boolean isLocked(long task) {
        return lockedTasks.contains(task) || writtenTasks.contains(task);
    }

    boolean isLocked(TaskKey key) {
        return lockedKeys.contains(key);
    }

    void lock(long task) {
        lockedTasks = with(lockedTasks, task);
    }

    /** Holds a row for a transaction of an application that has written it. */
    void holdWritten(long task) {
        writtenTasks = with(writtenTasks, task);
    }

    /** Lets go of such a row. */
    void releaseWritten(long task) {
        writtenTasks = without(writtenTasks, task);
    }

    void unlock(long task) {
        lockedTasks = without(lockedTasks, task);
    }

    void lock(TaskKey key) {
        lockedKeys = with(lockedKeys, key);
    }

    void unlock(TaskKey key) {
        lockedKeys = without(lockedKeys, key);
    }

    private static <T> Set<T> with(Set<T> set, T one) {
        Set<T> copy = new HashSet<>(set);
        copy.add(one);
        return Set.copyOf(copy);
    }

    private static <T> Set<T> without(Set<T> set, T one) {
        Set<T> copy = new HashSet<>(set);
        copy.remove(one);
        return Set.copyOf(copy);
    }
}
