package dev.taskq.spi;

import dev.taskq.TaskStatus;
import java.util.Optional;

/** What became of one completion. Immutable. */
public sealed interface CompletionResult {
    /**
     * It is written, by this call.
     *
     * @param status the status written: the verdict's, or cancelled where a cancel was asked for and it did not succeed
     * @param hint the hint to send, where the task is queued again
     */
    record Recorded(TaskStatus status, Optional<Hint> hint) implements CompletionResult {}

    /** An earlier call wrote the same execution's own outcome; nothing changed. */
    record AlreadyRecorded() implements CompletionResult {}

    /** The execution does not hold the task: it was taken back, or never did; nothing changed. */
    record Refused() implements CompletionResult {}

    /** Another transaction holds the row: try again; nothing changed. */
    record Locked() implements CompletionResult {}
}
