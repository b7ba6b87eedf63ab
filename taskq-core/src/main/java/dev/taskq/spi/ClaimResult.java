package dev.taskq.spi;

/** The result of a claim for one task. Immutable. */
public sealed interface ClaimResult {
    /**
     * The task's id.
     *
     * @return the id
     */
    long id();

    /**
     * The task runs, held by the claim's session and token.
     *
     * @param task the data for the handler
     */
    record Claimed(ClaimedTask task) implements ClaimResult {
        @Override
        public long id() {
            return task.running().id();
        }
    }

    /**
     * The task is no longer queued, or does not exist: its hint may be removed.
     *
     * @param id the task's id
     */
    record Gone(long id) implements ClaimResult {}

    /**
     * The task is queued, and another transaction holds its row: its hint must stay.
     *
     * @param id the task's id
     */
    record Locked(long id) implements ClaimResult {}

    /**
     * The task is queued, and is a suspect that this claim must not take: its hint must stay.
     *
     * @param id the task's id
     */
    record Deferred(long id) implements ClaimResult {}

    /**
     * The task is queued, and too large for the claim's remaining room: its hint must stay. If another transaction
     * holds the row as well, the result may be this or {@link Locked}.
     *
     * @param id the task's id
     */
    record NoRoom(long id) implements ClaimResult {}
}
