package dev.taskq.simulation.world;

import dev.taskq.CancelResult;
import dev.taskq.EditResult;
import dev.taskq.RetryResult;
import dev.taskq.Schedule;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.Session.EndReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Is told everything that happens in a {@link World} at the moment when it takes effect. Checks the invariants after
 * every step. Called by the running actor; must not wait.
 */
public interface WorldListener {
    /**
     * An accident happens.
     *
     * @param call the call
     * @param strike the accident
     */
    default void struck(PortCall call, Strike strike) {}

    /**
     * A process has died.
     *
     * @param member the process
     * @param away when a new one must replace it
     */
    default void crashed(Member member, Duration away) {}

    /**
     * Rows were stored.
     *
     * @param inserts the rows to be stored
     * @param results the stored rows
     */
    default void inserted(List<Insert> inserts, List<Inserted> results) {}

    /**
     * A transaction of an application has ended in which a task was submitted, or was completed and is rolled back.
     *
     * @param committed whether it committed
     */
    default void transactionEnded(boolean committed) {}

    /**
     * A transaction of a handler has committed an effect.
     *
     * @param task its task
     */
    default void effected(long task) {}

    /**
     * A claim was committed.
     *
     * @param by the process that claimed
     * @param claim the claim
     * @param results the result of each task
     */
    default void claimed(Member by, Claim claim, List<ClaimResult> results) {}

    /**
     * A claim was settled.
     *
     * @param by the process that settled it
     * @param claim the claim
     * @param results the result of each task
     */
    default void settled(Member by, Claim claim, List<ClaimResult> results) {}

    /**
     * Executions were ended.
     *
     * @param by the process that reported it
     * @param completions the completions
     * @param results the result of each
     */
    default void ended(Member by, List<Completion> completions, List<CompletionResult> results) {}

    /**
     * Checkpoints were stored.
     *
     * @param by the process whose handlers made them
     * @param checkpoints the checkpoints
     * @param results the result of each
     */
    default void checkpointed(Member by, List<Checkpoint> checkpoints, List<CheckpointResult> results) {}

    /**
     * The progress of executions was stored, of those that hold their task.
     *
     * @param progress the progress
     */
    default void progressed(List<Progress> progress) {}

    /**
     * Scheduled rows were queued.
     *
     * @param promotion the promoted rows
     */
    default void promoted(Promotion promotion) {}

    /**
     * Rows got new stamps.
     *
     * @param hints the rows, with their stamps before
     * @param stamp the new stamp
     */
    default void hinted(List<Hint> hints, Instant stamp) {}

    /**
     * A client has cancelled tasks.
     *
     * @param results the result of each
     */
    default void cancelled(List<CancelResult> results) {}

    /**
     * A client has retried tasks.
     *
     * @param results the result of each
     */
    default void retried(List<RetryResult> results) {}

    /**
     * A client has started an operation.
     *
     * @param operation the operation
     */
    default void started(dev.taskq.Operation operation) {}

    /**
     * A step of an operation was taken.
     *
     * @param advanced what it did
     */
    default void advanced(Advanced advanced) {}

    /**
     * A client has edited a schedule, or was refused. Called before {@link #scheduled}.
     *
     * @param name its name
     * @param seen the time of its last change, as the client has read it
     * @param result what was done
     */
    default void edited(String name, Instant seen, EditResult result) {}

    /**
     * A client has put, edited, paused, resumed or deleted a schedule.
     *
     * @param name its name
     * @param schedule the schedule after it; empty if it does not exist
     */
    default void scheduled(String name, Optional<Schedule> schedule) {}

    /**
     * A schedule was fired. Called before {@link #inserted} for its tasks.
     *
     * @param step what was to be done
     * @param result what was done
     */
    default void firing(FireStep step, FireResult result) {}

    /**
     * A schedule was fired. Called after {@link #inserted} for its tasks.
     *
     * @param step what was to be done
     * @param result what was done
     */
    default void fired(FireStep step, FireResult result) {}

    /**
     * Tasks past their retention were deleted.
     *
     * @param step the purge step
     * @param purged its result
     */
    default void purged(Purge step, Purged purged) {}

    /**
     * A type was paused or resumed.
     *
     * @param type its name
     * @param paused whether it is paused now
     */
    default void paused(String type, boolean paused) {}

    /** Backlog statistics were stored. */
    default void gauged() {}

    /**
     * A process has learned that rows are queued.
     *
     * @param member the process
     * @param hints the hints that it may send
     */
    default void learned(Member member, List<Hint> hints) {}

    /**
     * A process begins to send hints.
     *
     * @param member the process
     * @param hints the hints
     */
    default void sending(Member member, List<Hint> hints) {}

    /**
     * A process begins to take hints.
     *
     * @param member the process
     * @param types the types of the hints
     */
    default void taking(Member member, Collection<String> types) {}

    /**
     * A process has waited for hints, and no wake-up came.
     *
     * @param member the process
     * @param untaken the hints of its types that no process has taken, and how long they have been there
     */
    default void waitedInVain(Member member, Map<Hint, Duration> untaken) {}

    /**
     * A process begins to scan for queued rows.
     *
     * @param member the process
     * @param types the types of the rows
     */
    default void scanning(Member member, Collection<String> types) {}

    /**
     * Hints were removed.
     *
     * @param deliveries the hints
     */
    default void acknowledged(List<Delivery> deliveries) {}

    /**
     * A process has received the answer that its agent was asked to take no more tasks.
     *
     * @param member the process
     */
    default void drains(Member member) {}

    /**
     * A process begins to claim.
     *
     * @param member the process
     */
    default void claiming(Member member) {}

    /**
     * A claim has failed for certain.
     *
     * @param member the process that claimed
     */
    default void claimFailed(Member member) {}

    /**
     * A heartbeat took or extended the lease.
     *
     * @param member the process that leads
     * @param stoodStill how long a duty of the leader had waited in one call of the store when the heartbeat was sent
     * @param lease how long the lease is valid
     */
    default void leads(Member member, Duration stoodStill, Duration lease) {}

    /**
     * A process begins a write that only the leader makes.
     *
     * @param member the process
     */
    default void leading(Member member) {}

    /**
     * A session was opened.
     *
     * @param member the process that opened it
     * @param session its id
     * @param kind the kind of its owner
     */
    default void opened(Member member, long session, NewSession.Kind kind) {}

    /**
     * A session's counter was incremented.
     *
     * @param by the process that sends heartbeats
     * @param session its id
     */
    default void heardFrom(Member by, long session) {}

    /**
     * A process has received the answer to a heartbeat of a session that has not ended.
     *
     * @param session its id
     * @param at the virtual time since the start at which this heartbeat took effect
     * @param period how often it is to send heartbeats; empty if that is not known
     */
    default void heard(long session, Duration at, Optional<Duration> period) {}

    /**
     * A process has received the answer with all sessions.
     *
     * @param by the process
     */
    default void observed(Member by) {}

    /**
     * A session was ended.
     *
     * @param by the process that ended it
     * @param session its id
     * @param reason the reason
     */
    default void sessionEnded(Member by, long session, EndReason reason) {}

    /**
     * Losses were forgiven.
     *
     * @param session the session that had caused them by its end
     * @param forgiven the forgiven losses
     */
    default void forgiven(long session, Forgiven forgiven) {}

    /**
     * Sessions were cleared.
     *
     * @param sessions their ids
     */
    default void cleared(Collection<Long> sessions) {}

    /**
     * The store was backed up.
     *
     * @return an action that runs when the store has been restored to this backup
     */
    default Runnable backedUp() {
        return () -> {};
    }

    /** The store has lost what was not synced: rows may be in an earlier state. */
    default void forgot() {}
}
