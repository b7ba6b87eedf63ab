package dev.taskq.spi;

import java.util.List;

/**
 * The result of a {@link FireStep}. Immutable.
 *
 * @param name the schedule's name
 * @param effect what became of the step
 * @param hints the hints to send: of the tasks that it queued
 */
public record FireResult(String name, Effect effect, List<Hint> hints) {
    /** Copies the list. */
    public FireResult {
        hints = List.copyOf(hints);
    }

    /** What became of a step. */
    public enum Effect {
        /** Its fire times have tasks, and the next fire time is set. */
        FIRED,
        /** Its fire times are skipped, because the last task is not final; the next fire time is set. */
        OVERLAPPED,
        /** Nothing was done: the schedule was changed since it was read, or another transaction holds it. */
        PASSED_OVER
    }
}
