package dev.taskq.lifecycle;

import dev.taskq.AttemptOutcome;
import java.time.Duration;
import java.util.Optional;

/** How an execution ended, before it is decided what follows. Immutable. */
public sealed interface ExecutionEnd {
    /** What is recorded of the attempt. */
    AttemptOutcome outcome();

    /** The handler returned. */
    record Succeeded() implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.SUCCEEDED;
        }
    }

    /**
     * The handler failed.
     *
     * @param retryAfter the delay before the next try; empty where there shall be none
     */
    record Failed(Optional<Duration> retryAfter) implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.FAILED;
        }
    }

    /** The handler gave up, or its result cannot be stored. */
    record GaveUp() implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.GAVE_UP;
        }
    }

    /**
     * Its time was over, and its agent ended it.
     *
     * @param retryAfter the delay before the next try; empty where there shall be none
     */
    record TimedOut(Optional<Duration> retryAfter) implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.TIMED_OUT;
        }
    }

    /** The handler was interrupted, since a cancel was asked for. */
    record Cancelled() implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.CANCELLED;
        }
    }

    /** Handed back unfinished. */
    record Released() implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.RELEASED;
        }
    }

    /** Its agent was lost. */
    record Lost() implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.LOST;
        }
    }

    /** Its agent was lost, and has come back since: the loss will be taken back. */
    record CutOff() implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.LOST;
        }
    }

    /** It ran for longer than its time-out, and its agent did not end it. */
    record Overdue() implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.TIMED_OUT;
        }
    }
}
