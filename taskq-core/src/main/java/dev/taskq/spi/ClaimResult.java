package dev.taskq.spi;

/** What became of one task of a claim. Immutable. */
public sealed interface ClaimResult {
    /**
     * The task's id.
     *
     * @return the id
     */
    long id();

    /**
     * It runs, held by the claim's session and token.
     *
     * @param task what the handler needs
     */
    record Claimed(ClaimedTask task) implements ClaimResult {
        @Override
        public long id() {
            return task.running().id();
        }
    }

    /**
     * It is no longer queued, or there is no such task: its hint may go.
     *
     * @param id the task's id
     */
    record Gone(long id) implements ClaimResult {}

    /**
     * It is queued, and another transaction holds its row: its hint must stay.
     *
     * @param id the task's id
     */
    record Locked(long id) implements ClaimResult {}

    /**
     * It is queued, and a suspect that this claim may not take: its hint must stay.
     *
     * @param id the task's id
     */
    record Deferred(long id) implements ClaimResult {}

    /**
     * It is queued, and too large for the room that this claim has left: its hint must stay. Where the row is held by somebody as
     * well, either may be told.
     *
     * @param id the task's id
     */
    record NoRoom(long id) implements ClaimResult {}
}
