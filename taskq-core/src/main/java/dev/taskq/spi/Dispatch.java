package dev.taskq.spi;

import dev.taskq.SessionEndedException;
import java.time.Instant;
import java.util.List;

/**
 * The way of a task from due to running. {@link StorePort} describes what holds for every method.
 *
 * {@link #claim}, {@link #hinted}, {@link #promoteDue} and {@link #promote} skip rows that another transaction holds.
 */
public interface Dispatch {
    /**
     * Finds queued rows: a plain bounded read, types in the given order.
     *
     * @param scans each type once
     * @param max the most rows in all, 1 or more
     * @return the result of each scan; once {@code max} rows are found, later scans find nothing and report no stop
     */
    List<ScanResult> waiting(List<Scan> scans, int max);

    /**
     * Moves queued tasks to running, held by the claim's session and token: increments the attempt, sets the start, and
     * stores the limits in force. The session's row is a fence: a transaction that ends the session waits for a claim
     * in progress, and no claim commits after it. A session has one claim in flight. A crash of the store may lose a
     * claim.
     *
     * @param claim the session, a new token, and the tasks
     * @return the result of each item
     * @throws SessionEndedException if the session has ended, or belongs to another process
     */
    List<ClaimResult> claim(Claim claim);

    /**
     * Finds out the result of a claim with an unknown outcome. First stops the claim if it is still in progress, and
     * all claims with its token or a lower one. Then reads the rows in a second snapshot, and sets the start of those
     * that the claim holds again.
     *
     * @param claim the claim, unchanged
     * @return the result of each item: claimed by it, gone, or locked (ask again)
     * @throws SessionEndedException if the session has ended, or belongs to another process
     */
    List<ClaimResult> settle(Claim claim);

    /**
     * Sets the stamps of rows with repeated hints, if the rows are still queued and still have the stamp of the given
     * hint.
     *
     * @param hints the rows, with the stamps that were read
     * @param stamp the new stamp; limited to {@link Hint#MOST_AHEAD} ahead of the store's clock
     * @return how many stamps it set
     */
    int hinted(List<Hint> hints, Instant stamp);

    /**
     * Queues the scheduled tasks of a range that are due, the longest due first.
     *
     * @param range the range of due times
     * @param max the most tasks, 1 or more
     * @return the hints to send, and the time until the next task of the range is due
     */
    Promotion promoteDue(DueRange range, int max);

    /**
     * Queues those of the given tasks that are scheduled and due.
     *
     * @param ids each once
     * @return the hints to send, in the order of the ids
     */
    List<Hint> promote(List<Long> ids);

    /**
     * Counts queued rows, one bounded slice for each scan ({@code max} of the scans is not used).
     *
     * @param scans each type once
     * @return the slice of each scan
     */
    List<CountStep> count(List<Scan> scans);
}
