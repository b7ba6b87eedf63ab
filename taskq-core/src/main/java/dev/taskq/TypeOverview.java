package dev.taskq;

import java.time.Instant;
import java.util.Optional;

/**
 * A task type, as it is shown to operators. Counts of waiting and scheduled tasks are those of the leader, which counts in slices;
 * what runs, and what happened lately, is what coordinators and agents reported within the last seconds. Immutable.
 *
 * @param name its name
 * @param announced whether an agent has ever announced it; false if only callers have named it
 * @param pause the pause; empty unless the type is paused
 * @param waiting how many tasks waited at the last count; a count stops at the coordinator's backlog limit
 * @param countedAt when that count ended; empty before the first
 * @param waitsSince when the task was queued that had waited longest at that count; empty if none waited
 * @param scheduled how many tasks were scheduled at the last count of those; it stops at the same limit
 * @param running how many tasks run
 * @param agents how many agents serve it
 * @param lastMinute what happened within about the last minute
 */
public record TypeOverview(
        String name,
        boolean announced,
        Optional<Pause> pause,
        long waiting,
        Optional<Instant> countedAt,
        Optional<Instant> waitsSince,
        long scheduled,
        int running,
        int agents,
        Recent lastMinute) {
    /**
     * A pause.
     *
     * @param since its begin; empty if it is not known
     * @param by the caller that paused the type; empty if it is not known
     */
    public record Pause(Optional<Instant> since, Optional<String> by) {}

    /**
     * What happened within a time.
     *
     * @param submitted how many tasks were accepted
     * @param finished how many tasks became final
     * @param failed how many attempts failed or timed out, and how many tasks failed because their agents were lost
     */
    public record Recent(long submitted, long finished, long failed) {
        /** Nothing happened. */
        public static final Recent NOTHING = new Recent(0, 0, 0);
    }
}
