package dev.taskq.simulation.world;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStatus;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Session;
import dev.taskq.spi.SessionList;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    private static final Duration HEARTBEAT_ANSWER = Duration.ofSeconds(2);

    private static final Duration ANSWER = Duration.ofSeconds(8);

    /** The age at which a commit is safe although it was not synced. */
    private static final Duration UNSYNCED = Duration.ofMillis(600);

    /** The length of a restore. It exceeds a lease, and the time that a leader relies on its own. */
    static final Duration RESTORE = Duration.ofSeconds(3);

    private final World world;
    private final Simulation simulation;
    private final WorldListener listener;
    private final MemoryDatabase database;
    private final StorePort truth;
    private final SimulatedSignal fenceMoved;

    private Duration offset = Duration.ZERO;
    private Duration jumps = Duration.ZERO;
    private @Nullable Instant stampedAt;
    private long epoch;
    private long downUntil;
    private long tableHeldUntil;
    private @Nullable Member leader;
    private final Map<Long, Integer> heldRows = new HashMap<>();
    private final Map<Long, Long> heldUntil = new HashMap<>();
    private final Map<Long, Integer> openClaims = new HashMap<>();
    private final Map<Long, Member> members = new HashMap<>();
    private final List<Unsynced> unsynced = new ArrayList<>();

    StoreHost(World world, Simulation simulation, WorldListener listener) {
        this.world = world;
        this.simulation = simulation;
        this.listener = listener;
        this.database = new MemoryDatabase(this::clock);
        this.truth = database.connect();
        this.fenceMoved = simulation.signal();
    }

    /** A commit that a crash may lose: the content of the store before it. */
    private record Unsynced(long at, MemoryDatabase.Snapshot before) {}

    StorePort truth() {
        return truth;
    }

    StorePort connect(Member member) {
        return new HostedStore(this, member, database.connect(), listener);
    }

    private Instant clock() {
        Instant fixed = stampedAt;
        return fixed != null ? fixed : simulation.clock().instant().plus(offset);
    }

    Duration clockJumps() {
        return jumps;
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
        long safe = now() - UNSYNCED.toNanos();
        unsynced.stream()
                .filter(commit -> commit.at() >= safe)
                .findFirst()
                .ifPresent(first -> database.restore(first.before()));
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
        unsynced.clear();
        heldRows.clear();
        openClaims.clear();
        tableHeldUntil = 0;
        fenceMoved.raise();
        dropConnections();
    }

    /** Until when a foreign transaction holds a row. */
    long heldUntil(long task) {
        return heldUntil.getOrDefault(task, 0L);
    }

    void lockRows(List<Long> tasks, Duration length) {
        tasks.forEach(task -> heldUntil.merge(task, now() + length.toNanos(), Math::max));
        hold(tasks);
        later("another transaction", length, () -> letGo(tasks));
    }

    private void hold(List<Long> tasks) {
        for (long task : tasks) {
            if (heldRows.merge(task, 1, Integer::sum) == 1) {
                database.lockTask(task);
            }
        }
    }

    private void letGo(List<Long> tasks) {
        for (long task : tasks) {
            if (heldRows.merge(task, -1, Integer::sum) == 0) {
                heldRows.remove(task);
                database.unlockTask(task);
            }
        }
    }

    void lockTable(Duration length) {
        tableHeldUntil = Math.max(tableHeldUntil, now() + length.toNanos());
    }

    void stepClock(Duration by) {
        offset = offset.plus(by);
        jumps = jumps.plus(by.abs());
    }

    /** All processes lose the locks that their connections hold. */
    void dropConnections() {
        world.living().forEach(this::disconnected);
    }

    /** The server has noticed that the connection of a process is gone. */
    void disconnected(Member member) {
        member.disconnected();
    }

    /** A session was opened, which shows the process number of a member in the store. */
    void opened(Member member, long session) {
        truth.sessions().all().sessions().stream()
                .filter(known -> known.id() == session)
                .forEach(known -> members.put(known.process(), member));
    }

    /** Adds the disconnected processes to a list of sessions, if the observer's own connection is old enough. */
    SessionList withDisconnected(Member observer, SessionList sessions) {
        if (observer.connectedFor().compareTo(Sessions.SETTLED) < 0) {
            return sessions;
        }
        Set<Long> gone = new TreeSet<>();
        for (Session session : sessions.sessions()) {
            Member member = members.get(session.process());
            if (member != null && member.isCutOff() && session.end().isEmpty()) {
                gone.add(session.process());
            }
        }
        return new SessionList(sessions.at(), sessions.sessions(), gone);
    }

    private void later(String what, Duration length, Runnable then) {
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
            simulation.pass(length, operation.point());
        }
        if (operation.touchesTasks()) {
            awaitTable(STATEMENT);
        }
        if (operation == Operation.END_SESSION || operation == Operation.SETTLE) {
            awaitClaimsUnderWay(session);
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
            later("late " + operation, length, () -> commit(operation, effect));
            throw lost(operation, tasks);
        }
        if (accident == Accident.LATE_COMMIT) {
            commitLate(operation, tasks, session, length, effect);
            throw lost(operation, tasks);
        }
        R result;
        try {
            result = apply(operation, effect);
            if (operation == Operation.HEARTBEAT && !tasks.isEmpty()) {
                // The counter stays incremented. The rest of the heartbeat's answer is read from the locked table.
                awaitTable(HEARTBEAT_ANSWER);
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
        if (epoch != begun || isDown() || member.storeLink.isCut(now())) {
            throw lost(operation, tasks);
        }
    }

    private static RuntimeException lost(Operation operation, List<Long> tasks) {
        return operation.isWrite() ? new OutcomeUnknownException(tasks, null) : new StoreUnavailableException(null);
    }

    private <R> R apply(Operation operation, Supplier<R> effect) {
        MemoryDatabase.Snapshot before = database.snapshot();
        R result = effect.get();
        if (operation == Operation.CLAIM || operation == Operation.HEARTBEAT) {
            unsynced.add(new Unsynced(now(), before));
        } else if (operation.isWrite()) {
            unsynced.clear();
        }
        return result;
    }

    /** Like {@link #apply}, for a client that has given up. */
    private void commit(Operation operation, Supplier<?> effect) {
        try {
            apply(operation, effect);
        } catch (RuntimeException e) {
            // Refused: nothing was changed, and no client waits for the error.
        }
    }

    /** A transaction that has made its changes and commits later. Until then it holds its rows. */
    private void commitLate(Operation operation, List<Long> tasks, long session, Duration length, Supplier<?> effect) {
        Instant at = clock();
        List<Long> held = rowsOf(operation, tasks);
        hold(held);
        boolean claims = operation == Operation.CLAIM && isOpen(session);
        if (claims) {
            openClaims.merge(session, 1, Integer::sum);
        }
        later("late commit of " + operation, length, () -> {
            letGo(held);
            stampedAt = at;
            try {
                commit(operation, effect);
            } finally {
                stampedAt = null;
            }
            if (claims) {
                openClaims.computeIfPresent(session, (id, number) -> number == 1 ? null : number - 1);
                fenceMoved.raise();
            }
        });
    }

    /** The rows that the transaction would change, without those that another one holds. */
    private List<Long> rowsOf(Operation operation, List<Long> tasks) {
        Map<Long, TaskStatus> statuses = truth.submissions().statuses(tasks);
        return tasks.stream()
                .filter(task -> !heldRows.containsKey(task))
                .filter(task -> statuses.containsKey(task))
                .filter(task -> operation != Operation.CLAIM || statuses.get(task) == TaskStatus.QUEUED)
                .toList();
    }

    private boolean isOpen(long session) {
        return truth.sessions().all().sessions().stream()
                .anyMatch(known -> known.id() == session && known.end().isEmpty());
    }

    /**
     * The fence: a transaction that locks a session's row, to end it or to refuse its tokens, waits for its claims in
     * progress.
     */
    private void awaitClaimsUnderWay(long session) {
        long until = now() + STATEMENT.toNanos();
        while (openClaims.containsKey(session)) {
            if (now() >= until) {
                throw new StoreUnavailableException(null);
            }
            simulation.passUntil(fenceMoved, until - now(), "fence");
        }
    }

    private void awaitTable(Duration longest) {
        if (now() < tableHeldUntil) {
            long wait = Math.min(tableHeldUntil - now(), longest.toNanos());
            simulation.pass(Duration.ofNanos(wait), "table");
            if (now() < tableHeldUntil) {
                throw new StoreUnavailableException(null);
            }
        }
    }

    private boolean isDown() {
        return now() < downUntil;
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
        if (link.isCut(now())) {
            Duration longest = operation == Operation.HEARTBEAT ? HEARTBEAT_ANSWER : ANSWER;
            long wait = Math.min(link.cutUntil() - now(), longest.toNanos());
            simulation.pass(Duration.ofNanos(wait), operation.point());
            if (link.isCut(now()) || isDown()) {
                throw lost(operation, tasks);
            }
        }
    }

    /** A process has learned of waiting tasks, so it can send hints. */
    void learned(Member member, List<Hint> hints) {
        if (!hints.isEmpty()) {
            listener.learned(member, hints);
        }
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
