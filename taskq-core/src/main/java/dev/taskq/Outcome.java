package dev.taskq;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a handler answers. An exception thrown instead counts as a failure, tried again by the {@link RetryPolicy}.
 * Immutable.
 */
public sealed interface Outcome {
    /** The largest result, in bytes of UTF-8, numbers written out in full. */
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
     * Done with a result. When the handler has returned, the agent maps the result to JSON by the {@link JsonMapping} of the
     * type. A result that can never be stored fails the task for good, and says why: one that is larger than
     * {@value #MOST_RESULT_BYTES} bytes, refers to itself, is nested too deeply, or is of a class that cannot be mapped. If the
     * result's own methods fail while it is mapped, the attempt has failed.
     *
     * @param result any value that can be mapped
     * @return the outcome
     */
    static Outcome done(Object result) {
        return new Done(Optional.ofNullable(result));
    }

    /**
     * Not now: try again after a delay. Counts as a failure.
     *
     * @param delay zero or more, at most ten years
     * @param reason kept as the attempt's error
     * @return the outcome
     */
    static Outcome retryAfter(Duration delay, String reason) {
        return new RetryAfter(delay, reason);
    }

    /**
     * Never: the task is failed for good, whatever attempts are left.
     *
     * @param reason kept as the task's error
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
        /** Checks the delay, and puts a text where there is no reason. */
        public RetryAfter {
            reason = given(reason);
            if (delay.isNegative() || delay.compareTo(Due.FURTHEST) > 0) {
                throw new IllegalArgumentException("delay must be between 0 and 10 years");
            }
        }
    }

    /**
     * Failed for good.
     *
     * @param reason the task's error
     */
    record GiveUp(String reason) implements Outcome {
        /** Puts a text where there is none, as with the message of some exceptions. */
        public GiveUp {
            reason = given(reason);
        }
    }

    private static String given(@Nullable String reason) {
        return reason == null ? "no reason was given" : reason;
    }
}
