package dev.taskq;

/**
 * What a put of a schedule did. Immutable.
 *
 * @param schedule the schedule after it
 * @param effect what changed
 */
public record PutResult(Schedule schedule, Effect effect) {
    /** What a put changed. */
    public enum Effect {
        /** There was no schedule of that name. */
        CREATED,
        /** The schedule was another one. */
        CHANGED,
        /** The schedule was the same already. Nothing was written. */
        UNCHANGED
    }
}
