package dev.taskq.simulation.world;

import dev.taskq.CancelResult;
import dev.taskq.RetryResult;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.Session.EndReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Told of everything that happens in a {@link World}, at the moment when it takes effect: what checks the invariants
 * after every step. Called by the actor that runs; must not wait.
 */
public interface WorldListener {
    /**
     * An accident strikes.
     *
     * @param call the call
     * @param strike what strikes
     */
    default void struck(PortCall call, Strike strike) {}

    /**
     * A process has died.
     *
     * @param member the process
     * @param away when a new one shall take its place
     */
    default void crashed(Member member, Duration away) {}

    /**
     * Rows were stored.
     *
     * @param inserts what was to be stored
     * @param results what is stored
     */
    default void inserted(List<Insert> inserts, List<Inserted> results) {}

    /**
     * A claim was committed.
     *
     * @param by the process that made it
     * @param claim the claim
     * @param results what became of it
     */
    default void claimed(Member by, Claim claim, List<ClaimResult> results) {}

    /**
     * A claim was settled.
     *
     * @param by the process that did
     * @param claim the claim
     * @param results what became of it
     */
    default void settled(Member by, Claim claim, List<ClaimResult> results) {}

    /**
     * Executions were ended.
     *
     * @param by the process that brought it
     * @param completions the completions
     * @param results what became of them
     */
    default void ended(Member by, List<Completion> completions, List<CompletionResult> results) {}

    /**
     * Scheduled rows were queued.
     *
     * @param promotion which
     */
    default void promoted(Promotion promotion) {}

    /**
     * Rows were stamped anew.
     *
     * @param hints those that were to be stamped, with the stamps that they had
     * @param stamp what they were to be stamped with
     */
    default void hinted(List<Hint> hints, Instant stamp) {}

    /**
     * Somebody cancelled.
     *
     * @param results what became of it
     */
    default void cancelled(List<CancelResult> results) {}

    /**
     * Somebody retried by hand.
     *
     * @param results what became of it
     */
    default void retried(List<RetryResult> results) {}

    /**
     * Old rows were deleted.
     *
     * @param step what was to be deleted
     * @param purged how many were
     */
    default void purged(Purge step, Purged purged) {}

    /**
     * A type was paused or resumed.
     *
     * @param type its name
     * @param paused whether it is paused now
     */
    default void paused(String type, boolean paused) {}

    /** Gauges were kept. */
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
     * @param types of these types
     */
    default void taking(Member member, Collection<String> types) {}

    /**
     * A process begins to look for queued rows.
     *
     * @param member the process
     * @param types of these types
     */
    default void scanning(Member member, Collection<String> types) {}

    /**
     * Hints were removed.
     *
     * @param deliveries the hints
     */
    default void acknowledged(List<Delivery> deliveries) {}

    /**
     * A claim has surely failed.
     *
     * @param member whose
     */
    default void claimFailed(Member member) {}

    /**
     * A heartbeat took or prolonged the lease.
     *
     * @param member whose
     */
    default void leads(Member member) {}

    /**
     * A process begins a write that only the leader makes.
     *
     * @param member the process
     */
    default void leading(Member member) {}

    /**
     * A session was opened.
     *
     * @param member whose it is
     * @param session its id
     */
    default void opened(Member member, long session) {}

    /**
     * A session's counter was moved.
     *
     * @param by the process that sends heartbeats
     * @param session its id
     */
    default void heardFrom(Member by, long session) {}

    /**
     * A process has the answer to its session's last heartbeat.
     *
     * @param session its id
     */
    default void heard(long session) {}

    /**
     * A session was ended.
     *
     * @param by who ended it
     * @param session its id
     * @param reason why
     */
    default void sessionEnded(Member by, long session, EndReason reason) {}

    /**
     * Losses were taken back.
     *
     * @param session those that its end had brought
     * @param forgiven what was taken back
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
     * @return what is run when it has been restored to this
     */
    default Runnable backedUp() {
        return () -> {};
    }

    /** The store has forgotten what it had not synced: rows may stand as they stood before. */
    default void forgot() {}
}
