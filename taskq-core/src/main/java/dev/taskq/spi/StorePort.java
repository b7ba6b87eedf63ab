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
 * The truth: tasks, sessions and types, kept durably. A store never decides what follows; it compares and writes.
 *
 * <p>The methods are grouped in five chapters. A part of taskq is given the chapters that it needs. What follows holds for the
 * methods of all chapters.
 *
 * <p>Every method takes and gives many, costs one round trip whatever the number (a few where it says so), and may be
 * called from many threads and processes at once. Results stand in the order of the arguments unless said otherwise. A
 * method ends in one of three ways: done; refused, with nothing changed ({@link StoreUnavailableException} and its
 * {@link StoreBusyException} where a repeat may help, {@link StoreRefusedException} where it will not, and those named at
 * each method); or {@link OutcomeUnknownException}, which is never repeated blindly. Arguments that break a stated range
 * give {@link IllegalArgumentException}.
 *
 * <p>All times come from the store's one clock, read while a statement runs, in microseconds. Writes lock their rows in
 * id order.
 *
 * <p>All sessions opened through one object are one <em>process</em>: they die together. A session's id alone does not name it:
 * a database that was restored to an earlier time gives the same id again, to another process. So {@link Sessions#heartbeat},
 * {@link Dispatch#claim}, {@link Dispatch#settle}, the completions that a session brings itself, and the stop of a session are refused where the session is
 * another process's: to this one it has ended. And what a process still has on its way for a session must not meet a later one of
 * its own under the same id: so the ids that it is given rise, whatever the database was set back to.
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
     * The chapter of {@link Submissions}: what clients ask for.
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
     * The chapter of {@link Types}: what is known of task types.
     *
     * @return always the same object
     */
    Types types();

    /**
     * Tells for how long the oldest transaction has been open that keeps the store from clearing away what was deleted or
     * changed since. Whoever waits for nothing else may have opened it, and forgotten it.
     *
     * @return its age; empty where there is none, or the store knows no such thing
     */
    default Optional<Duration> oldestTransaction() {
        return Optional.empty();
    }

    /**
     * Writes something durably on the way that {@link Submissions#insert} takes, and leaves nothing behind. Where it returns, a store
     * that is asked at once takes tasks.
     *
     * @throws StoreUnavailableException if the store takes no writes
     */
    void proveWritable();

    /**
     * Reads the store's clock.
     *
     * @return the time
     */
    Instant now();

    /** Lets go of connections. Any number of calls. Sessions are not ended by it. */
    @Override
    void close();
}
