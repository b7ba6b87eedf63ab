package dev.taskq.spi;

import dev.taskq.CancelResult;
import dev.taskq.KeyConflictException;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.RetryResult;
import dev.taskq.SessionEndedException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The truth: tasks, sessions and types, kept durably. A store never decides what follows; it compares and writes.
 *
 * <p>Every method takes and gives many, costs one round trip whatever the number (a few where it says so), and may be
 * called from many threads and processes at once. Results stand in the order of the arguments unless said otherwise. A
 * method ends in one of three ways: done; refused, with nothing changed ({@link StoreUnavailableException} and its
 * {@link StoreBusyException} where a repeat may help, {@link StoreRefusedException} where it will not, and those named at
 * each method); or {@link OutcomeUnknownException}, which is never repeated blindly. Arguments that break a stated range
 * give {@link IllegalArgumentException}.
 *
 * <p>All times come from the store's one clock, read while a statement runs, in microseconds. Writes lock their rows in
 * id order; those of {@link #claim}, {@link #complete}, {@link #promoteDue}, {@link #hinted} and {@link #purge} pass over rows
 * that another transaction holds.
 *
 * <p>All sessions opened through one object are one <em>process</em>: they die together. A session's id alone does not name it:
 * a database that was restored to an earlier time gives the same id again, to another process. So {@link #heartbeat}, {@link #claim},
 * {@link #settle}, the completions that a session brings itself, and the stop of a session are refused where the session is
 * another process's: to this one it has ended. And what a process still has on its way for a session must not meet a later one of
 * its own under the same id: so the ids that it is given rise, whatever the database was set back to.
 */
public interface TaskStore extends AutoCloseable {
    /** How long the lease holds after a heartbeat that took or prolonged it. */
    Duration LEASE = Duration.ofSeconds(2);

    /** How long a lease must have run out before a {@link LeaseBid.Wish#STAND_BACK} may take it: some heartbeats of a candidate. */
    Duration STAND_BACK_WAIT = Duration.ofSeconds(2);

    /** How long a lease must have run out before a {@link LeaseBid.Wish#SPARE} may take it. */
    Duration SPARE_WAIT = Duration.ofSeconds(10);

    /** How long past its time-out a row must have run before it counts as overdue. */
    Duration OVERDUE = Duration.ofSeconds(30);

    /** How long a store's own connection must have stood before it says of others that they are disconnected. */
    Duration SETTLED = Duration.ofSeconds(10);

    /** How often a task is lost, in all, before no loss of it is taken back any more: its trying ends. */
    int MOST_FORGIVEN = 20;

    /** The most types that a store knows. */
    int MOST_TYPES = 10_000;

    // Tasks

    /**
     * Stores tasks in one transaction, all or none, and returns when they are durable. A task under a key that its caller
     * used before, with the same {@code bodyHash}, is not stored again but answered as the first was. Rows get their ids
     * in the order given, those under a key after the others.
     *
     * <p>That the types are registered is for the caller to see to. A store does not look, for every insert would pay for
     * it: a task of another type is stored, and then no duty cares for it until somebody registers its type, as an agent
     * that serves it does.
     *
     * @param inserts one or more
     * @return what is stored, for each
     * @throws KeyConflictException if a key was used with another {@code bodyHash}
     * @throws StoreBusyException if another transaction holds a key for longer than a moment
     */
    List<Inserted> insert(List<Insert> inserts);

    /**
     * Reads tasks, whole.
     *
     * @param ids any number
     * @return those that exist, by id
     */
    List<Task> find(Collection<Long> ids);

    /**
     * Reads where tasks stand.
     *
     * @param ids any number
     * @return the status of those that exist
     */
    Map<Long, TaskStatus> statuses(Collection<Long> ids);

    /**
     * Reads a page of tasks, newest first by {@code (created_at, id)}.
     *
     * @param filter which
     * @param from behind this place; empty for the newest
     * @param limit how many to give, 1 or more
     * @param scan how many rows may be looked at, 1 or more
     * @return the page; its tasks have no params, result and attempts
     */
    TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan);

    /**
     * Cancels what is scheduled or queued; asks for the end of what runs. Waits a moment for locked rows.
     *
     * @param ids each once
     * @return what became of each
     * @throws StoreBusyException if a row stayed locked
     */
    List<CancelResult> cancel(List<Long> ids);

    /**
     * Queues failed and cancelled tasks again, with counts of 0, no request to cancel, and no session or token. Waits a
     * moment for locked rows.
     *
     * @param requests each id once
     * @return what became of each; of one queued again, {@code queued_at} is the stamp of the hint to send
     * @throws StoreBusyException if a row stayed locked
     */
    List<RetryResult> retry(List<RetryRequest> requests);

    // Dispatch

    /**
     * Looks for queued rows: a plain bounded read, types in the order given.
     *
     * @param scans each type once
     * @param max how many rows to give in all, 1 or more
     * @return for each scan, what it found; once {@code max} rows are given, later scans find nothing and stop nowhere
     */
    List<ScanResult> waiting(List<Scan> scans, int max);

    /**
     * Moves queued tasks to running, held by the claim's session and token: attempt + 1, the start stamped, the bounds in
     * force stored. Takes the session's row as a fence: whoever ends the session waits for a claim under way, and none
     * commits later. A session has one claim in flight. A crash of the store may forget a claim.
     *
     * @param claim the session, a fresh token, the tasks
     * @return for each item, what became of it
     * @throws SessionEndedException if the session has ended, or is another process's
     */
    List<ClaimResult> claim(Claim claim);

    /**
     * Finds out what became of a claim whose outcome is unknown: first stops it, should it still be under way, and all
     * with its token or a lower one; then looks, in a second snapshot, and stamps the start of what it holds anew.
     *
     * @param claim the claim, as it was made
     * @return for each item: claimed by it; gone; or locked (ask again)
     * @throws SessionEndedException if the session has ended, or is another process's
     */
    List<ClaimResult> settle(Claim claim);

    /**
     * Stamps rows for which hints were sent again, where they are still queued and still have the stamp of the hint given.
     *
     * @param hints the rows, with the stamps that were read
     * @param stamp the new stamp; one more than {@link Hint#MOST_AHEAD} ahead of the store's clock is stored as that far ahead
     * @return how many it stamped
     */
    int hinted(List<Hint> hints, Instant stamp);

    /**
     * Makes scheduled tasks that are due queued, the longest due first.
     *
     * @param max how many, 1 or more
     * @return the hints to send, and when to come again
     */
    Promotion promoteDue(int max);

    // Ending

    /**
     * Ends executions: the only write that does. Writes the verdict where the row is running and held by exactly that
     * session and token; where a cancel was asked for, all but succeeded becomes cancelled. Attempts that did not go well
     * leave their own record. Durable when it returns. Refuses what a session brings that is another process's.
     *
     * @param completions each task once
     * @return for each, what became of it
     */
    List<CompletionResult> complete(List<Completion> completions);

    // Sessions

    /**
     * Opens a session, and registers the types that it serves.
     *
     * @param session what to open
     * @return its id, never used before; after a restore, never by this process, and above all that it was given
     */
    long openSession(NewSession session);

    /**
     * Heartbeats: moves the session's counter and deals with the lease, touching no other table; then asks. Heartbeats of all
     * sessions of this object go over one connection of their own.
     *
     * @param heartbeat the heartbeat
     * @return the answer
     */
    HeartbeatAnswer heartbeat(Heartbeat heartbeat);

    /**
     * Reads all sessions that are not cleared.
     *
     * @return the sessions
     */
    Sessions sessions();

    /**
     * Stops a session of this process: no claim of it commits later. A session that has ended, or is another process's, is left
     * as it is.
     *
     * @param session the session
     * @return whether this call ended it
     */
    boolean stopSession(long session);

    /**
     * Ends a session of any process that was found lost: no claim of it commits later. The session is left as it is if it has
     * ended, or if its counter of heartbeats has moved since it was read. A leader that stood still between its judgement and
     * this call must not end a session that lives.
     *
     * @param session the session
     * @param heartbeats its counter of heartbeats, as it was read when the session was judged
     * @return whether this call ended it
     */
    boolean endLostSession(long session, long heartbeats);

    /**
     * Takes back the losses that the end of a session has brought upon tasks, since its agent lives: for each task that was
     * {@link dev.taskq.AttemptOutcome#LOST} with it, unless it is final, the count is one less. A loss is taken back once, and
     * only if nobody has retried the task by hand since. A task that was lost {@link #MOST_FORGIVEN} times in all, with whatever
     * session, is passed over. Passes over rows that another transaction holds.
     *
     * @param session the session, not cleared
     * @param process its process; another's session is passed over
     * @param error what the attempts that no longer count tell from now on, at most {@link Completion#LONGEST_ERROR} characters
     * @return what it took back
     */
    Forgiven forgiveLosses(long session, long process, String error);

    /**
     * Forgets ended sessions that hold nothing any more. Sessions that live, or that are unknown, are passed over.
     *
     * @param sessions their ids
     */
    void clearSessions(Collection<Long> sessions);

    /**
     * Looks for running rows whose session has ended, or which have run for {@link #OVERDUE} longer than they may.
     *
     * @param scans each type once
     * @param max how many rows to give in all, 1 or more
     * @return for each scan, what it found
     */
    List<Orphans> orphans(List<Scan> scans, int max);

    // Housekeeping

    /**
     * Deletes finished tasks past their retention, with their attempts: one bounded step along the ids.
     *
     * @param step where and how far
     * @return what it did
     */
    Purged purge(Purge step);

    /**
     * Counts queued rows, one bounded slice for each scan ({@code max} of the scans is not used).
     *
     * @param scans each type once
     * @return for each scan, the slice
     */
    List<CountStep> count(List<Scan> scans);

    /**
     * Keeps what the gauges duty found.
     *
     * @param gauges each type once; unknown types are passed over
     */
    void recordBacklog(List<BacklogCount> gauges);

    /**
     * Makes types known as announced by an agent, or by an operator, up to {@link #MOST_TYPES} in all. They count against no
     * caller, whoever made them known before.
     *
     * @param names any number
     * @return those that could not be, for there are too many
     */
    List<String> registerTypes(Collection<String> names);

    /**
     * Admits types of which a caller submits tasks: those that are known, and new ones as far as its bound and
     * {@link #MOST_TYPES} allow, which it then has made known.
     *
     * @param names any number
     * @param admission for whom, and how many
     * @return those that are not admitted
     */
    List<TypeRefusal> admitTypes(Collection<String> names, TypeAdmission admission);

    /**
     * Forgets types that have been neither registered nor admitted for a while, that no living session serves, that have no
     * task which is not final, and whose dispatch is not stopped.
     *
     * @param unused for how long, of those that no agent has announced. Who registered a type may rely on it for an hour, so
     *     that callers leave it more than two
     * @param unusedAnnounced for how long, of the others
     * @return how many it forgot
     */
    int forgetTypes(Duration unused, Duration unusedAnnounced);

    /**
     * Reads the state of all types.
     *
     * @return the states, by name
     */
    List<TypeState> types();

    /**
     * Reads the state of some types.
     *
     * @param names any number
     * @return the states of those that are known
     */
    List<TypeState> types(Collection<String> names);

    /**
     * Stops or restarts the dispatch of a type; registers it where it is unknown.
     *
     * @param type its name
     * @param paused whether to stop
     */
    void pause(String type, boolean paused);

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
     * Writes something durably on the way that {@link #insert} takes, and leaves nothing behind. Where it returns, a store
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
