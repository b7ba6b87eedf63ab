package dev.taskq.simulation.world;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStatus;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Simulates a database server: a store in memory with a server's faults. Statements are lost, late or slow; other
 * transactions hold rows and tables; transactions stay open; a crash loses commits; the clock jumps.
 */
final class StoreHost {
    /** The statement time-out of a server. */
    private static final Duration STATEMENT = Duration.ofSeconds(5);

    /** How long a client waits for the answer to a heartbeat, and to any other call. */
    static final Duration HEARTBEAT_ANSWER = Duration.ofSeconds(2);

    private static final Duration ANSWER = Duration.ofSeconds(8);

    /** The length of a restore. It exceeds a lease, and the time that a leader relies on its own. */
    static final Duration RESTORE = Duration.ofSeconds(3);

    private final World world;
    private final Simulation simulation;
    private final WorldListener listener;
    private final MemoryDatabase database;
    private final StorePort truth;
    private final ServerClock clock;
    private final ServerLocks locks;
    private final ServerLog log;
    private final ServerConnections connections;
    private final ServerTransactions transactions;
    private final Map<Long, Long> heldUntil = new HashMap<>();
    private long epoch;
    private long downUntil;
    private @Nullable Member leader;

    StoreHost(World world, Simulation simulation, WorldListener listener) {
        this.world = world;
        this.simulation = simulation;
        this.listener = listener;
        this.clock = new ServerClock(simulation.clock());
        this.database = new MemoryDatabase(clock);
        this.truth = database.connect();
        this.locks = new ServerLocks(simulation, database);
        this.log = new ServerLog(simulation, database);
        this.connections = new ServerConnections(world, truth.sessions());
        this.transactions = new ServerTransactions(this, database, listener);
    }

    StorePort truth() {
        return truth;
    }

    StorePort connect(Member member) {
        return new HostedStore(this, member, database.connect(), listener);
    }

    ServerClock clock() {
        return clock;
    }

    ServerConnections connections() {
        return connections;
    }

    ServerTransactions transactions() {
        return transactions;
    }

    Optional<Member> leader() {
        return Optional.ofNullable(leader);
    }

    void leads(Member member) {
        leader = member;
    }

    // Faults

    void down(Duration length) {
        downUntil = Math.max(downUntil, now() + length.toNanos());
    }

    /**
     * Loses the commits that were not synced: the first of them and all after it. All open transactions are aborted.
     */
    void crash(Duration away) {
        epoch++;
        log.loseUnsynced();
        // A restored row may have been locked then, and unlocked since.
        database.unlockAll();
        forgetTransactions();
        down(away);
        listener.forgot();
    }

    /** Takes a backup now and restores it later. The processes continue meanwhile. */
    void setBackIn(Duration time) {
        MemoryDatabase.Snapshot backup = database.snapshot();
        Runnable restored = listener.backedUp();
        simulation.spawn("restore", () -> {
            simulation.pass(time, "restore");
            epoch++;
            database.restoreBackup(backup);
            forgetTransactions();
            down(RESTORE);
            restored.run();
        });
    }

    private void forgetTransactions() {
        log.clear();
        locks.dropAll();
        transactions.dropAll();
        connections.dropAll();
    }

    /** Until when a foreign transaction holds a row. */
    long heldUntil(long task) {
        return heldUntil.getOrDefault(task, 0L);
    }

    void lockRows(List<Long> tasks, Duration length) {
        tasks.forEach(task -> heldUntil.merge(task, now() + length.toNanos(), Math::max));
        locks.hold(tasks);
        later("another transaction", length, () -> locks.release(tasks));
    }

    void lockTable(Duration length) {
        locks.holdTable(length);
    }

    /** A transaction of a handler holds rows, or is about to let go of them. */
    void holds(List<Long> tasks, Duration until) {
        tasks.forEach(task -> heldUntil.merge(task, now() + until.toNanos(), Math::max));
    }

    void later(String what, Duration length, Runnable then) {
        long begun = epoch;
        simulation.spawn(what, () -> {
            simulation.pass(length, what);
            if (epoch == begun) {
                then.run();
            }
        });
    }

    // Calls

    /**
     * A statement of a process.
     *
     * @param tasks the rows that it writes, as far as they are known in advance; for a heartbeat, the rows that it
     *     reads
     * @param effect its effect in the store
     */
    <R> R call(Member member, Operation operation, List<Long> tasks, Supplier<R> effect) {
        return call(member, operation, tasks, 0, effect);
    }

    /**
     * A statement of a process that locks a session's row.
     *
     * @param session the session, 0 for none
     */
    <R> R call(Member member, Operation operation, List<Long> tasks, long session, Supplier<R> effect) {
        PortCall call = world.call(member, operation);
        simulation.half(call, operation.point());
        long begun = epoch;
        Optional<Strike> strike = world.strike(member, call, tasks);
        reach(member, operation, tasks);
        @Nullable Accident accident = strike.map(Strike::accident).orElse(null);
        Duration length = strike.map(Strike::length).orElse(Duration.ZERO);
        if (accident == Accident.SLOW || accident == Accident.STUCK) {
            world.hangs(member, length);
            simulation.pass(length, operation.point());
        }
        if (operation.touchesTasks()) {
            locks.awaitTable(STATEMENT);
        }
        if (operation == Operation.END_SESSION || operation == Operation.SETTLE) {
            locks.awaitClaims(session, STATEMENT);
        }
        if (epoch != begun) {
            throw lost(operation, tasks);
        }
        if (accident == Accident.FAIL_BEFORE) {
            throw new StoreUnavailableException(null);
        }
        if (accident == Accident.LOST) {
            throw lost(operation, tasks);
        }
        if (accident == Accident.LATE_START) {
            later("late " + operation, length, () -> commitForNone(operation, effect));
            throw lost(operation, tasks);
        }
        if (accident == Accident.LATE_COMMIT) {
            commitLate(operation, tasks, session, length, effect);
            throw lost(operation, tasks);
        }
        R result;
        try {
            result = log.commit(operation, effect);
            if (operation == Operation.HEARTBEAT && !tasks.isEmpty()) {
                // The counter stays incremented. The rest of the heartbeat's answer is read from the locked table.
                locks.awaitTable(HEARTBEAT_ANSWER);
            }
        } catch (RuntimeException e) {
            answer(member, call, tasks, begun, strike);
            throw e;
        }
        answer(member, call, tasks, begun, strike);
        return result;
    }

    private void answer(Member member, PortCall call, List<Long> tasks, long begun, Optional<Strike> strike) {
        Operation operation = call.operation();
        if (strike.isPresent()) {
            Duration length = strike.get().length();
            switch (strike.get().accident()) {
                case CRASH_AFTER -> world.crash(member, length);
                case FREEZE_AFTER -> world.freeze(member, length);
                case FAIL_AFTER -> throw lost(operation, tasks);
                default -> {}
            }
        }
        simulation.half(call, operation.donePoint());
        awaitLostAnswer(member.storeLink, operation);
        if (epoch != begun || isDown() || member.storeLink.isCut(now())) {
            throw lost(operation, tasks);
        }
    }

    private static RuntimeException lost(Operation operation, List<Long> tasks) {
        return operation.isWrite() ? new OutcomeUnknownException(tasks, null) : new StoreUnavailableException(null);
    }

    /** A commit for a client that has given up. */
    private void commitForNone(Operation operation, Supplier<?> effect) {
        try {
            log.commit(operation, effect);
        } catch (RuntimeException e) {
            // Refused: nothing was changed, and no client waits for the error.
        }
    }

    /** A transaction that has made its changes and commits later. Until then it holds its rows. */
    private void commitLate(Operation operation, List<Long> tasks, long session, Duration length, Supplier<?> effect) {
        Instant at = clock.instant();
        List<Long> held = rowsOf(operation, tasks);
        locks.hold(held);
        boolean claims = operation == Operation.CLAIM && isOpen(session);
        if (claims) {
            locks.claimBegins(session);
        }
        later("late commit of " + operation, length, () -> {
            locks.release(held);
            clock.showing(at, () -> commitForNone(operation, effect));
            if (claims) {
                locks.claimEnds(session);
            }
        });
    }

    /** The rows that the transaction would change, without those that another one holds. */
    private List<Long> rowsOf(Operation operation, List<Long> tasks) {
        Map<Long, TaskStatus> statuses = truth.submissions().statuses(tasks);
        return tasks.stream()
                .filter(task -> !locks.isHeld(task))
                .filter(task -> statuses.containsKey(task))
                .filter(task -> operation != Operation.CLAIM || statuses.get(task) == TaskStatus.QUEUED)
                .toList();
    }

    private boolean isOpen(long session) {
        return truth.sessions().all().sessions().stream()
                .anyMatch(known -> known.id() == session && known.end().isEmpty());
    }

    private boolean isDown() {
        return now() < downUntil;
    }

    /** The row has the time of the submit, and other transactions see it after the commit. */
    Optional<Inserted> submitInTransaction(Insert insert, Duration open, boolean commits) {
        long begun = epoch;
        Instant at = clock.instant();
        boolean wasDown = isDown();
        simulation.pass(open, "transaction");
        boolean committed = commits && !wasDown && !isDown() && epoch == begun;
        listener.transactionEnded(committed);
        if (!committed) {
            return Optional.empty();
        }
        AtomicReference<Inserted> stored = new AtomicReference<>();
        clock.showing(
                at,
                () -> stored.set(log.commit(Operation.INSERT, () -> {
                    Inserted row = database.commitSubmit(insert);
                    listener.inserted(List.of(insert), List.of(row));
                    return row;
                })));
        return Optional.of(stored.get());
    }

    /** A call that does not reach the server is refused at once, or times out. */
    private void reach(Member member, Operation operation, List<Long> tasks) {
        Member.Link link = member.storeLink;
        if (isDown() || (link.isCut(now()) && !link.isSilent())) {
            throw new StoreUnavailableException(null);
        }
        if (member.isReadOnly() && operation.needsPrimary()) {
            throw new StoreUnavailableException(null);
        }
        if (link.isCut(now()) && now() >= link.arrivesUntil(operation)) {
            long wait = Math.min(link.cutUntil() - now(), longestWait(operation).toNanos());
            simulation.pass(Duration.ofNanos(wait), operation.point());
            if (link.isCut(now()) || isDown()) {
                throw lost(operation, tasks);
            }
        }
    }

    private static Duration longestWait(Operation operation) {
        return operation.isOfHeartbeats() ? HEARTBEAT_ANSWER : ANSWER;
    }

    /** The answer is sent again until it arrives or the client gives up, as on a real connection. */
    private void awaitLostAnswer(Member.Link link, Operation operation) {
        long until = Math.min(link.cutUntil(), link.arrivesUntil(operation));
        if (now() < until) {
            simulation.pass(
                    Duration.ofNanos(
                            Math.min(until - now(), longestWait(operation).toNanos())),
                    operation.donePoint());
        }
    }

    /** A process has learned of waiting tasks, so it can send hints. */
    void learned(Member member, List<Hint> hints) {
        if (!hints.isEmpty()) {
            listener.learned(member, hints);
        }
    }

    /** The virtual time since the start. */
    Duration elapsed() {
        return simulation.elapsed();
    }

    private long now() {
        return world.nanoTime();
    }

    /** Settles in two snapshots: only the second one sees what the first one has waited for. */
    List<ClaimResult> settle(Member member, Dispatch dispatch, Claim claim) {
        return call(member, Operation.SETTLE, claim.ids(), claim.holder().session(), () -> {
            List<ClaimResult> results = dispatch.settle(claim);
            listener.settled(member, claim, results);
            return results;
        });
    }
}
