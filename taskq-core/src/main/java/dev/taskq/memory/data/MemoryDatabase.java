package dev.taskq.memory.data;

import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.StorePort;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A database in memory, shared by the stores of several processes, with faults that tests can inject. It can lock rows
 * and keys as an open transaction does, and return to an earlier state. Thread-safe.
 *
 * No call waits: a call that finds a row or key locked ({@link #lockTask}, {@link #lockKey}) returns at once.
 */
public final class MemoryDatabase {
    private final Cell<State> cell = new Cell<>(State.EMPTY);
    private final Transactions transactions;
    private final MemoryAuditLog auditLog;
    private final MemoryHistory history;
    /** The last process number. It is not part of the stored state, so a restore never gives a number again. */
    private final AtomicLong processes = new AtomicLong();
    /** How often all transactions of applications were aborted. */
    private final AtomicLong aborts = new AtomicLong();

    /**
     * An empty database.
     *
     * @param clock its clock; truncated to microseconds
     */
    public MemoryDatabase(InstantSource clock) {
        transactions = new Transactions(cell, clock);
        auditLog = new MemoryAuditLog(transactions::now);
        history = new MemoryHistory(clock);
    }

    /**
     * Opens the store of one more process.
     *
     * @return the store of that process
     */
    public StorePort connect() {
        return new MemoryStore(transactions, processes.incrementAndGet(), auditLog, history);
    }

    /**
     * Begins a transaction of an application.
     *
     * @return the transaction
     */
    public ApplicationTransaction begin() {
        return new ApplicationTransaction(transactions, aborts);
    }

    /**
     * Stores a task that an application submitted in a transaction of its own, as the commit of that transaction does. The
     * task has the database's clock of now, so a test that shows the time of the submit shows it on the clock.
     *
     * @param insert the task, without a key
     * @return the stored row
     */
    public Inserted commitSubmit(Insert insert) {
        if (insert.task().idempotencyKey().isPresent()) {
            throw new IllegalArgumentException("keys of transactions are not kept in memory");
        }
        return transactions.change(transaction -> MemorySubmissions.store(
                transaction, TaskRow.insertTransactional(transaction.nextTask(), insert, transaction.now())));
    }

    /** The content of a database at one moment. Immutable; only for the same database. */
    public static final class Snapshot {
        private final State state;

        private Snapshot(State state) {
            this.state = state;
        }
    }

    /**
     * Takes a snapshot, at no cost.
     *
     * @return the snapshot
     */
    public Snapshot snapshot() {
        return new Snapshot(cell.get());
    }

    /**
     * Replaces the content by that of a snapshot, like a crash that loses what was not synced. Transactions of
     * applications are aborted. Ids of tasks and sessions that were given since are given again.
     *
     * @param snapshot a snapshot of this database
     */
    public void restore(Snapshot snapshot) {
        aborts.incrementAndGet();
        cell.change(before -> {
            Transaction transaction = new Transaction(snapshot.state, transactions.now());
            transaction.abortWrites();
            return new Cell.Step<>(transaction.state(), before);
        });
    }

    /**
     * Replaces the content by that of a backup, like a restore beside processes that continue. All open transactions
     * are aborted, all sessions of the backup are ended as lost, and sessions opened since are unknown. Ids of sessions
     * given since are given again, to other processes; ids of tasks are not.
     *
     * @param backup a snapshot of this database
     */
    public void restoreBackup(Snapshot backup) {
        aborts.incrementAndGet();
        cell.change(before -> {
            Transaction transaction = new Transaction(backup.state, transactions.now());
            transaction.restoredOver(before);
            return new Cell.Step<>(transaction.state(), before);
        });
    }

    /**
     * Locks a task's row, as an open transaction does, until it is unlocked.
     *
     * @param id the task
     */
    public void lockTask(long id) {
        transactions.alter(transaction -> transaction.lock(id));
    }

    /**
     * Unlocks a task's row.
     *
     * @param id the task
     */
    public void unlockTask(long id) {
        transactions.alter(transaction -> transaction.unlock(id));
    }

    /**
     * Locks an idempotency key, as an insert in an open transaction does, until it is unlocked.
     *
     * @param caller the key's caller
     * @param key the key
     */
    public void lockKey(String caller, String key) {
        transactions.alter(transaction -> transaction.lock(new State.TaskKey(caller, key)));
    }

    /**
     * Unlocks an idempotency key.
     *
     * @param caller the key's caller
     * @param key the key
     */
    public void unlockKey(String caller, String key) {
        transactions.alter(transaction -> transaction.unlock(new State.TaskKey(caller, key)));
    }

    /** Unlocks all rows and keys and aborts all transactions of applications, like a server crash. */
    public void unlockAll() {
        aborts.incrementAndGet();
        transactions.alter(Transaction::unlockAll);
    }
}
