package dev.taskq.memory.data;

import dev.taskq.spi.StorePort;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A database in memory: what the stores of several processes share, and the faults that it can be given. It may hold rows and
 * keys as an open transaction does, and go back to what it held earlier. Thread-safe.
 *
 * <p>Nothing ever waits: what finds a row or key locked ({@link #lockTask}, {@link #lockKey}) is answered at once.
 */
public final class MemoryDatabase {
    private final Cell<State> cell = new Cell<>(State.EMPTY);
    private final Transactions transactions;
    /** The last number of a process that was given. It is no part of what is stored, so no restore gives one again. */
    private final AtomicLong processes = new AtomicLong();

    /**
     * An empty database.
     *
     * @param clock its clock; cut to microseconds
     */
    public MemoryDatabase(InstantSource clock) {
        transactions = new Transactions(cell, clock);
    }

    /**
     * Gives one more process access to the data.
     *
     * @return the store of that process
     */
    public StorePort connect() {
        return new MemoryStore(transactions, processes.incrementAndGet());
    }

    /** All that the database held at one moment. Immutable; only for the same database. */
    public static final class Snapshot {
        private final State state;

        private Snapshot(State state) {
            this.state = state;
        }
    }

    /**
     * All that the database holds now, at no cost.
     *
     * @return the snapshot
     */
    public Snapshot snapshot() {
        return new Snapshot(cell.get());
    }

    /**
     * Makes the database hold again what it held then, as a crash does that forgets what was not synced. Ids and sessions that
     * were given since are given again.
     *
     * @param snapshot of this database
     */
    public void restore(Snapshot snapshot) {
        cell.set(snapshot.state);
    }

    /**
     * Makes the database hold again what it held then, as a restore from a backup does beside processes that go on: nobody's
     * transaction survives, all sessions of then are ended as lost, and those opened since are unknown. Ids of sessions that
     * were given since are given again, to other processes; those of tasks are not.
     *
     * @param backup of this database
     */
    public void restoreBackup(Snapshot backup) {
        cell.change(before -> {
            Transaction transaction = new Transaction(backup.state, transactions.now());
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
        transactions.alter(transaction -> transaction.lock(id));
    }

    /**
     * Lets go of a task's row.
     *
     * @param id the task
     */
    public void unlockTask(long id) {
        transactions.alter(transaction -> transaction.unlock(id));
    }

    /**
     * Holds an idempotency key, as an insert in an open transaction does, until unlocked.
     *
     * @param caller whose key it is
     * @param key the key
     */
    public void lockKey(String caller, String key) {
        transactions.alter(transaction -> transaction.lock(new State.TaskKey(caller, key)));
    }

    /**
     * Lets go of an idempotency key.
     *
     * @param caller whose key it is
     * @param key the key
     */
    public void unlockKey(String caller, String key) {
        transactions.alter(transaction -> transaction.unlock(new State.TaskKey(caller, key)));
    }

    /** Lets go of all rows and keys, as a crash of a server does: no transaction survives it. */
    public void unlockAll() {
        transactions.alter(Transaction::unlockAll);
    }
}
