package dev.taskq;

/** What a run of a schedule by hand did. Immutable. */
public sealed interface RunResult {
    /**
     * A task is queued.
     *
     * @param task its id
     * @param replayed whether an earlier run with the same idempotency key queued it
     */
    record Queued(long task, boolean replayed) implements RunResult {}

    /**
     * Nothing was queued, because the schedule does not overlap and its last task is not final.
     *
     * @param task the id of that task
     */
    record Overlapping(long task) implements RunResult {}

    /**
     * There is no such schedule.
     *
     * @param name the name
     */
    record NotFound(String name) implements RunResult {}
}
