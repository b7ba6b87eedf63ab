package dev.taskq.coordinator;

/**
 * How a coordinator does, as far as it knows without a question to the store or the queue. Immutable.
 *
 * @param storeAnswers whether its last heartbeat reached the store
 * @param leads whether it leads
 * @param leaderMissing whether no coordinator leads, as its last heartbeat says
 * @param hints whether hints reach the queue
 */
public record CoordinatorHealth(boolean storeAnswers, boolean leads, boolean leaderMissing, Hints hints) {
    /** Whether hints reach the queue. */
    public enum Hints {
        /** The program has no queue: agents scan the store. */
        NONE,
        /** Hints reach the queue. */
        FLOW,
        /** Hints fail for this coordinator or for another process: agents scan the store meanwhile. */
        FAIL
    }
}
