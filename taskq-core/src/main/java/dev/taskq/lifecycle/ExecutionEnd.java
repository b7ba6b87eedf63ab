package dev.taskq.lifecycle;

import dev.taskq.AttemptOutcome;
import java.time.Duration;
import java.util.Optional;

/** How an execution ended, before it is decided what follows. Immutable. */
public sealed interface ExecutionEnd {
    /** What is recorded of the attempt. */
    default AttemptOutcome outcome() {
        return switch (this) {
            case Succeeded succeeded -> AttemptOutcome.SUCCEEDED;
            case Failed failed -> AttemptOutcome.FAILED;
            case GaveUp gaveUp -> AttemptOutcome.GAVE_UP;
            case TimedOut timedOut -> AttemptOutcome.TIMED_OUT;
            case Overdue overdue -> AttemptOutcome.TIMED_OUT;
            case Cancelled cancelled -> AttemptOutcome.CANCELLED;
            case Released released -> AttemptOutcome.RELEASED;
            case Lost lost -> AttemptOutcome.LOST;
            case CutOff cutOff -> AttemptOutcome.LOST;
        };
    }

    /** The handler returned. */
    record Succeeded() implements ExecutionEnd {}

    /**
     * The handler failed.
     *
     * @param retryAfter the delay before the next try; empty where there shall be none
     */
    record Failed(Optional<Duration> retryAfter) implements ExecutionEnd {}

    /** The handler gave up, or its result cannot be stored. */
    record GaveUp() implements ExecutionEnd {}

    /**
     * Its time was over, and its agent ended it.
     *
     * @param retryAfter the delay before the next try; empty where there shall be none
     */
    record TimedOut(Optional<Duration> retryAfter) implements ExecutionEnd {}

    /** The handler was interrupted, since a cancel was asked for. */
    record Cancelled() implements ExecutionEnd {}

    /** Handed back unfinished. */
    record Released() implements ExecutionEnd {}

    /** Its agent was lost. */
    record Lost() implements ExecutionEnd {}

    /** Its agent was lost, and has come back since: the loss will be taken back. */
    record CutOff() implements ExecutionEnd {}

    /** It ran for longer than its time-out, and its agent did not end it. */
    record Overdue() implements ExecutionEnd {}
}
