package dev.taskq.spi;

import dev.taskq.TaskStatus;
import java.util.Optional;

/** The result of one completion. Immutable. */
public sealed interface CompletionResult {
    /**
     * This call wrote the completion.
     *
     * @param status the written status: the verdict's, or cancelled if a cancel was requested and the task did not
     *     succeed
     * @param hint the hint to send, if the task is queued again
     */
    record Recorded(TaskStatus status, Optional<Hint> hint) implements CompletionResult {}

    /**
     * An earlier call wrote this execution's own outcome; nothing was changed.
     *
     * @param status the task's status
     */
    record AlreadyRecorded(TaskStatus status) implements CompletionResult {}

    /** The execution does not hold the task: the task was reclaimed, or was never held by it. Nothing was changed. */
    record Refused() implements CompletionResult {}

    /** Another transaction holds the row. Nothing was changed; try again. */
    record Locked() implements CompletionResult {}
}
