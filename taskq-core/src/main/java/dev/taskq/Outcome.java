package dev.taskq;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a handler. An exception counts as a failure and is retried according to the {@link RetryPolicy}.
 * Immutable.
 */
public sealed interface Outcome {
    /** The largest result, in bytes of UTF-8, with numbers written out in full. */
    int MOST_RESULT_BYTES = 64 * 1024;

    /**
     * Done, without a result.
     *
     * @return the outcome
     */
    static Outcome done() {
        return new Done(Optional.empty());
    }

    /**
     * Done with a result, mapped to JSON like params. A result that can never be stored fails the task permanently with
     * the reason: one that is larger than {@value #MOST_RESULT_BYTES} bytes, refers to itself, is nested too deeply, or
     * is of a class that cannot be mapped.
     *
     * @param result any value that Jackson can map
     * @return the outcome: done, or given up if the result can never be stored
     * @throws TaskRejectedException if the result's own methods failed while it was mapped, which counts as a failure
     */
    static Outcome done(Object result) {
        return new Done(Optional.ofNullable(result));
    }

    /**
     * Try again after a delay. Counts as a failure.
     *
     * @param delay zero or more, at most ten years
     * @param reason stored as the attempt's error
     * @return the outcome
     */
    static Outcome retryAfter(Duration delay, String reason) {
        return new RetryAfter(delay, reason);
    }

    /**
     * Give up: the task fails permanently, regardless of the attempts that are left.
     *
     * @param reason stored as the task's error
     * @return the outcome
     */
    static Outcome giveUp(String reason) {
        return new GiveUp(reason);
    }

    /**
     * Done.
     *
     * @param result the result, as the handler gave it
     */
    record Done(Optional<Object> result) implements Outcome {}

    /**
     * Try again after a delay.
     *
     * @param delay zero or more, at most ten years
     * @param reason the attempt's error
     */
    record RetryAfter(Duration delay, String reason) implements Outcome {
        /** Checks the delay, and replaces a missing reason by a text. */
        public RetryAfter {
            reason = given(reason);
            if (delay.isNegative() || delay.compareTo(Schedule.FURTHEST) > 0) {
                throw new IllegalArgumentException("delay must be between 0 and 10 years");
            }
        }
    }

    /**
     * Give up.
     *
     * @param reason the task's error
     */
    record GiveUp(String reason) implements Outcome {
        /** Replaces a missing reason by a text; the message of some exceptions is null. */
        public GiveUp {
            reason = given(reason);
        }
    }

    private static String given(@Nullable String reason) {
        return reason == null ? "no reason was given" : reason;
    }
}
