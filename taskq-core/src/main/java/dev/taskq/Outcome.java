package dev.taskq;

import dev.taskq.json.InvalidJsonException;
import dev.taskq.json.Json;
import java.time.Duration;

/**
 * What a handler answers. An exception thrown instead counts as a failure, tried again by the {@link RetryPolicy}.
 * Immutable.
 */
public sealed interface Outcome {
    /**
     * Done, without a result.
     *
     * @return the outcome
     */
    static Outcome done() {
        return new Done("null");
    }

    /**
     * Done with a result, mapped to JSON as params are.
     *
     * @param result any value that Jackson can map; at most 64 KiB of JSON, numbers written out in full, else the attempt
     *     fails for good
     * @return the outcome
     * @throws TaskRejectedException if it cannot be mapped
     */
    static Outcome done(Object result) {
        try {
            return new Done(Json.write(result, "/result"));
        } catch (InvalidJsonException e) {
            throw TaskRejectedException.of(e);
        }
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
     * @param result JSON, {@code null} for none
     */
    record Done(String result) implements Outcome {}

    /**
     * Try again after a delay.
     *
     * @param delay zero or more, at most ten years
     * @param reason the attempt's error
     */
    record RetryAfter(Duration delay, String reason) implements Outcome {
        /** Checks the delay. */
        public RetryAfter {
            if (delay.isNegative() || delay.compareTo(Schedule.FURTHEST) > 0) {
                throw new IllegalArgumentException("delay must be between 0 and 10 years");
            }
        }
    }

    /**
     * Failed for good.
     *
     * @param reason the task's error
     */
    record GiveUp(String reason) implements Outcome {}
}
