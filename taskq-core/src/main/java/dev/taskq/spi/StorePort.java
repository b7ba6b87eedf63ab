package dev.taskq.spi;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The source of truth: tasks, sessions and types, stored durably. A store decides nothing; it compares and writes.
 *
 * The methods are grouped in chapters. Each part of taskq gets only the chapters that it needs. The following
 * holds for the methods of all chapters.
 *
 * Every method processes many items, costs one round trip regardless of their number (a few if it says so), and may be
 * called by many threads and processes at once. Results are in the order of the arguments unless stated otherwise. A
 * method ends in one of three ways. It is done. It is refused, with nothing changed: {@link StoreUnavailableException}
 * and its {@link StoreBusyException} if a repeat may help, {@link StoreRefusedException} if it will not, and the
 * exceptions that are named at each method. Or its outcome is unknown: {@link OutcomeUnknownException}, after which a
 * call is never repeated blindly. Arguments outside a stated range cause {@link IllegalArgumentException}.
 *
 * All times come from the store's one clock, read while a statement runs, in microseconds. Writes lock their rows in id
 * order.
 *
 * All sessions opened through one object are one <em>process</em>: they die together. A session's id alone does not
 * identify it, because a database that was restored to an earlier time gives the same id again, to another process. So
 * {@link Sessions#heartbeat}, {@link Dispatch#claim}, {@link Dispatch#settle}, the completions by a session itself, and
 * the stop of a session are refused if the session belongs to another process: for this process it has ended. Messages
 * that a process still has in flight for a session must not reach a later session of its own with the same id. So the
 * ids that it is given always increase, whatever the database was restored to.
 */
public interface StorePort extends TaskStore {
    /**
     * The port behind the handle of a store.
     *
     * @param store what a program has opened
     * @return the port
     * @throws IllegalArgumentException if no adapter made the store
     */
    static StorePort of(TaskStore store) {
        if (store instanceof StorePort port) {
            return port;
        }
        throw new IllegalArgumentException(
                "not the store of an adapter: " + store.getClass().getName());
    }

    /**
     * The chapter of {@link Submissions}: the calls of clients.
     *
     * @return always the same object
     */
    Submissions submissions();

    /**
     * The chapter of {@link Dispatch}: from due to running.
     *
     * @return always the same object
     */
    Dispatch dispatch();

    /**
     * The chapter of {@link Completions}: the end of executions.
     *
     * @return always the same object
     */
    Completions completions();

    /**
     * The chapter of {@link Sessions}: heartbeats, and the leader's lease.
     *
     * @return always the same object
     */
    Sessions sessions();

    /**
     * The chapter of {@link Types}: the known task types.
     *
     * @return always the same object
     */
    Types types();

    /**
     * The chapter of {@link Operations}: actions on many tasks.
     *
     * @return always the same object
     */
    Operations operations();

    /**
     * The chapter of {@link Schedules}: recurring tasks.
     *
     * @return always the same object
     */
    Schedules schedules();

    /**
     * The chapter of {@link Inspections}: what clients and operators are shown.
     *
     * @return always the same object
     */
    Inspections inspections();

    /**
     * The chapter of {@link AuditLog}: what callers changed.
     *
     * @return always the same object
     */
    AuditLog auditLog();

    /**
     * The chapter of {@link History}: what happened to tasks of each type, by minute and by hour.
     *
     * @return always the same object
     */
    History history();

    /**
     * What the coordinators and agents of this process tell each other.
     *
     * @return always the same object, which no other process has
     */
    SameProcess sameProcess();

    /**
     * The age of the oldest open transaction that prevents the store from removing deleted and outdated rows. It may be
     * a transaction that was opened and forgotten.
     *
     * @return its age; empty if there is none, or the store has no such notion
     */
    default Optional<Duration> oldestTransaction() {
        return Optional.empty();
    }

    /**
     * Writes something durably in the way of {@link Submissions#insert}, and leaves nothing behind. If it returns, the
     * store accepts tasks at this moment.
     *
     * @throws StoreUnavailableException if the store accepts no writes
     */
    void proveWritable();

    /**
     * Reads the store's clock.
     *
     * @return the time
     */
    Instant now();

    /** Closes the connections. May be called repeatedly. Does not end sessions. */
    @Override
    void close();
}
