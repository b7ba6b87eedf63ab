package dev.taskq.lifecycle;

import java.time.Duration;
import java.util.Optional;

/** How an execution ended, before it is decided what follows. Immutable. */
public sealed interface ExecutionEnd {
    /** The handler returned. */
    record Succeeded() implements ExecutionEnd {}

    /**
     * It failed, or its time was over.
     *
     * @param retryAfter the delay before the next try; empty where there shall be none
     */
    record Failed(Optional<Duration> retryAfter) implements ExecutionEnd {}

    /** Handed back unfinished. */
    record Released() implements ExecutionEnd {}

    /** Its agent was lost. */
    record Lost() implements ExecutionEnd {}

    /** Its agent was lost, and has come back since: the loss will be taken back. */
    record CutOff() implements ExecutionEnd {}

    /** It ran for longer than its time-out, and its agent did not end it. */
    record Overdue() implements ExecutionEnd {}
}
