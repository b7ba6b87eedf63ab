package dev.taskq.lifecycle;

import dev.taskq.AttemptOutcome;
import java.time.Duration;
import java.util.Optional;

/** The way in which an execution ended, before the next status is decided. Immutable. */
public sealed interface ExecutionEnd {
    /**
     * The outcome that is recorded for the attempt.
     *
     * @return the outcome
     */
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
     * @param retryAfter the delay before the next attempt; empty if there is none
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
     * The attempt timed out, and its agent ended it.
     *
     * @param retryAfter the delay before the next attempt; empty if there is none
     */
    record TimedOut(Optional<Duration> retryAfter) implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.TIMED_OUT;
        }
    }

    /** The handler was interrupted because of a request to cancel. */
    record Cancelled() implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.CANCELLED;
        }
    }

    /** The agent released it unfinished. */
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

    /** Its agent was lost and has come back since; the loss will be forgiven. */
    record CutOff() implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.LOST;
        }
    }

    /** It ran longer than its time-out, and its agent did not end it. */
    record Overdue() implements ExecutionEnd {
        @Override
        public AttemptOutcome outcome() {
            return AttemptOutcome.TIMED_OUT;
        }
    }
}
