package dev.taskq;

/** What an edit of a schedule did. Immutable. */
public sealed interface EditResult {
    /**
     * The schedule was written.
     *
     * @param schedule the schedule after it
     */
    record Edited(Schedule schedule) implements EditResult {}

    /**
     * Nothing was written, because the schedule was put, edited, paused or resumed since it was read.
     *
     * @param schedule the schedule as it is
     */
    record ChangedSince(Schedule schedule) implements EditResult {}

    /**
     * There is no such schedule.
     *
     * @param name the name
     */
    record NotFound(String name) implements EditResult {}
}
