package dev.taskq.spi;

import dev.taskq.SessionEndedException;
import java.time.Instant;
import java.util.List;

/**
 * The way of a task from due to running. What holds for every method is said at {@link StorePort}.
 *
 * <p>{@link #claim}, {@link #hinted} and {@link #promoteDue} pass over rows that another transaction holds.
 */
public interface Dispatch {
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

    /**
     * Counts queued rows, one bounded slice for each scan ({@code max} of the scans is not used).
     *
     * @param scans each type once
     * @return for each scan, the slice
     */
    List<CountStep> count(List<Scan> scans);
}
