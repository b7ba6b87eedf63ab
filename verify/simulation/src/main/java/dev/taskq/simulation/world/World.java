package dev.taskq.simulation.world;

import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A store, a queue, and processes that reach them through their own connections. The run's choices cause
 * {@link Accident}s. The ports in memory are the truth; the faults are added here. Used by actors only.
 */
public final class World {
    /** A break of at most this length between two times without heartbeats does not count. */
    static final Duration MOMENT = Duration.ofSeconds(2);

    /** How long a call may wait without a fault: a wait for a wake-up. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** How long the last connection of a process without answers is open, by the time-out of its last statement. */
    private static final Duration FIRST_CLOSED = Duration.ofSeconds(2);

    private static final Duration FIRST_TO_LAST_CLOSED = Duration.ofSeconds(6);

    private final Simulation simulation;
    private final WorldListener listener;
    private final StoreHost store;
    private final QueueHost queue;
    private final List<Member> living = new ArrayList<>();
    private final Map<Member, Long> hangsUntil = new HashMap<>();
    private long troubledUntil;
    private long clockDoubtedUntil;

    /**
     * A world with an empty store and an empty queue.
     *
     * @param simulation the run
     * @param listener is told all events
     */
    public World(Simulation simulation, WorldListener listener) {
        this.simulation = simulation;
        this.listener = listener;
        this.store = new StoreHost(this, simulation, listener);
        this.queue = new QueueHost(this, simulation, listener);
    }

    /**
     * A new process.
     *
     * @param name its name, which no process had before
     * @return the process
     */
    public Member join(String name) {
        Member member = new Member(this, simulation.process(name), new Member.Connections() {
            @Override
            public StorePort store(Member self) {
                return store.connect(self);
            }

            @Override
            public QueuePort queue(Member self) {
                return queue.connect(self);
            }
        });
        living.add(member);
        return member;
    }

    /**
     * Removes a process that has ended by itself from the world.
     *
     * @param member the process
     */
    public void leave(Member member) {
        living.remove(member);
    }

    /**
     * The living processes.
     *
     * @return the processes that have not crashed, the oldest first
     */
    public List<Member> living() {
        return List.copyOf(living);
    }

    /**
     * The store without faults. For reading only.
     *
     * @return the store
     */
    public StorePort truth() {
        return store.truth();
    }

    /**
     * Submits a task in a transaction of an application, which goes on for a while.
     *
     * @param insert the task, without a key
     * @param open how long the transaction is open after the submit
     * @param commits whether it commits; otherwise it is rolled back
     * @return the stored row; empty if the transaction was rolled back, or the server was away at its begin or end
     */
    public Optional<Inserted> submitInTransaction(Insert insert, Duration open, boolean commits) {
        return store.submitInTransaction(insert, open, commits);
    }

    /**
     * The number of hints, including those taken and not acknowledged.
     *
     * @return the number
     */
    public long hints() {
        return queue.length();
    }

    /**
     * The stamp of the oldest hint of a type, whether taken and not acknowledged or not taken yet.
     *
     * @param type the type
     * @return the stamp; empty if there is no hint
     */
    public Optional<Instant> oldestHint(String type) {
        return queue.oldest(type);
    }

    /**
     * Whether a hint exists, taken and not acknowledged or not taken yet.
     *
     * @param hint the hint
     * @return true if it exists; false once the queue was set back
     */
    public boolean hasHint(Hint hint) {
        return queue.has(hint);
    }

    /**
     * The virtual time since the start until which another transaction holds a row.
     *
     * @param task its id
     * @return the time; zero if no transaction did
     */
    public Duration heldUntil(long task) {
        return Duration.ofNanos(store.heldUntil(task));
    }

    /**
     * The sum of all jumps of the store's clock in either direction.
     *
     * @return the time
     */
    public Duration clockJumps() {
        return store.clock().jumps();
    }

    /**
     * The process that last held the lease.
     *
     * @return the process; empty before the first
     */
    public Optional<Member> leader() {
        return store.leader();
    }

    /**
     * The virtual time since the start at which all accidents are over, except jumps of the store's clock.
     *
     * @return the time
     */
    public Duration troubledUntil() {
        return Duration.ofNanos(troubledUntil);
    }

    /**
     * The virtual time since the start until which ages by the store's clock are unreliable, because it jumped.
     *
     * @return the time; zero if it never jumped
     */
    public Duration clockDoubtedUntil() {
        return Duration.ofNanos(clockDoubtedUntil);
    }

    long nanoTime() {
        return simulation.elapsed().toNanos();
    }

    HandlerTransaction begin(Member member) {
        return store.transactions().begin(member);
    }

    void crash(Member member, Duration away) {
        store.transactions().abandon(member);
        trouble(away);
        living.remove(member);
        listener.crashed(member, away);
        member.disconnected();
        member.process().crash();
    }

    private void trouble(Duration time) {
        troubledUntil = Math.max(troubledUntil, until(time));
    }

    /** A call begins to hang. It may have waited for a cut link before. */
    void hangs(Member member, Duration length) {
        trouble(length);
        hangsUntil.merge(member, until(length), Math::max);
    }

    PortCall call(Member member, Operation operation) {
        return new PortCall(member.name(), member.nextCall(), operation, simulation.elapsed());
    }

    /**
     * Applies the accident that the choices name.
     *
     * @return the accident, if it must be applied at the call itself
     */
    Optional<Strike> strike(Member member, PortCall call, List<Long> tasks) {
        Optional<Strike> struck = simulation.choices().strike(call);
        if (struck.isEmpty()) {
            return struck;
        }
        Strike strike = struck.get();
        switch (strike.accident()) {
            case CLOCK_FORWARD, CLOCK_BACK -> clockDoubtedUntil = Math.max(clockDoubtedUntil, until(strike.length()));
            case LOCK_ROWS -> {
                // A lock on some rows affects no other process.
            }
            case STORE_SET_BACK -> trouble(strike.length().plus(StoreHost.RESTORE));
            // It happens when the call's answer has arrived.
            case CRASH_AFTER, FREEZE_AFTER -> trouble(LONGEST_WAIT.plus(strike.length()));
            default -> trouble(strike.length());
        }
        listener.struck(call, strike);
        return switch (strike.accident().kind()) {
            case CALL -> struck;
            case PROCESS -> strike(member, strike);
            case WORLD -> {
                strikeWorld(member, strike, tasks);
                yield Optional.empty();
            }
        };
    }

    private Optional<Strike> strike(Member member, Strike strike) {
        Duration length = strike.length();
        switch (strike.accident()) {
            case CRASH_AFTER, FREEZE_AFTER -> {
                return Optional.of(strike);
            }
            case CRASH_BEFORE -> crash(member, length);
            case FREEZE_BEFORE -> freeze(member, length);
            case POOL_READ_ONLY -> member.readOnly(length);
            case CUT_BRIEFLY, CUT_STORE -> cutFromStore(member, length, false);
            case CUT_STORE_SILENTLY -> cutFromStore(member, length, true);
            case CUT_QUEUE -> member.queueLink.cut(until(length), false);
            case CUT_BOTH -> {
                cutFromStore(member, length, true);
                member.queueLink.cut(until(length), true);
            }
            default -> throw new AssertionError(strike);
        }
        return Optional.empty();
    }

    private void strikeWorld(Member member, Strike strike, List<Long> tasks) {
        Duration length = strike.length();
        switch (strike.accident()) {
            case CUT_MOST -> {
                for (Member other : living()) {
                    if (other != member) {
                        cutFromStore(other, length, true);
                    }
                }
            }
            case MOST_UNANSWERED -> {
                for (Member other : living()) {
                    if (other != member) {
                        loseAnswers(other, length);
                    }
                }
            }
            case FREEZE_LEADER ->
                leader().filter(leader -> leader.process().isAlive()).ifPresent(leader -> freeze(leader, length));
            case STORE_DOWN -> store.down(length);
            case STORE_CRASH -> store.crash(length);
            case STORE_SET_BACK -> store.setBackIn(length);
            case LOCK_ROWS -> store.lockRows(tasks, length);
            case LOCK_TABLE -> store.lockTable(length);
            case CLOCK_FORWARD -> store.clock().step(length);
            case CLOCK_BACK -> store.clock().step(length.negated());
            case LOCKS_DROPPED -> store.connections().dropAll();
            case QUEUE_DOWN -> queue.down(length);
            case QUEUE_READ_ONLY -> queue.readOnly(length);
            case QUEUE_FLUSHED -> queue.flush();
            case QUEUE_SET_BACK -> queue.setBack();
            default -> throw new AssertionError(strike);
        }
    }

    private long until(Duration length) {
        return nanoTime() + length.toNanos();
    }

    void freeze(Member member, Duration length) {
        trouble(length);
        long hangs = hangsUntil.getOrDefault(member, 0L) - nanoTime();
        if (hangs > 0) {
            // Its call takes longer by the time that it is frozen.
            hangs(member, length.plusNanos(hangs));
        }
        member.impaired(length);
        member.process().freeze(length);
    }

    private void cutFromStore(Member member, Duration length, boolean silently) {
        member.impaired(length);
        member.storeLink.cut(until(length), silently);
        if (!silently) {
            member.disconnected();
        }
    }

    private void loseAnswers(Member member, Duration length) {
        member.impaired(length);
        RandomGenerator chance = simulation.choices().random("connections of " + member.name());
        Duration open = FIRST_CLOSED.plusMillis(chance.nextLong(FIRST_TO_LAST_CLOSED.toMillis()));
        long closed = until(open);
        member.storeLink.loseAnswers(nanoTime(), until(length), until(StoreHost.HEARTBEAT_ANSWER), closed);
        simulation.spawn("connections of " + member.name(), () -> {
            simulation.pass(open, "connections");
            // The accident may be over by then, and another one may cut the process off.
            if (member.storeLink.isCut(nanoTime()) && member.storeLink.closesAt(closed)) {
                member.disconnected();
            }
        });
    }
}
