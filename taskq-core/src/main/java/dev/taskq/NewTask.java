package dev.taskq;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A task to be submitted. Immutable; {@code with…} methods return changed copies.
 *
 * Limits that depend on settings or on the content of the JSON (size, depth, numbers) are checked at submission.
 *
 * @param type the type's name, {@code [a-z][a-z0-9_.-]{0,63}}
 * @param params a JSON object, as text
 * @param due when the task becomes due
 * @param limits its limits, if they differ from the handler's
 * @param idempotencyKey a key for repeated submissions: with the same key and caller they return the same task; up to
 *     255 printable characters
 * @param origin the submitter
 */
public record NewTask(
        String type, String params, Due due, TaskLimits limits, Optional<String> idempotencyKey, Origin origin) {

    /** The longest idempotency key, in characters. */
    public static final int LONGEST_KEY = 255;

    /** Checks type and key. */
    public NewTask {
        TaskType.checkName(type);
        idempotencyKey.ifPresent(NewTask::checkKey);
    }

    /**
     * Checks an idempotency key.
     *
     * @param key any text
     * @throws TaskRejectedException if it is not 1 to 255 printable ASCII characters
     */
    public static void checkKey(String key) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || key.chars().anyMatch(c -> c < ' ' || c >= 0x7f)) {
            throw new TaskRejectedException("/idempotency_key", "must be 1 to 255 printable ASCII characters");
        }
    }

    /**
     * A task of a type, due at once, with defaults for everything else.
     *
     * @param type the type's name
     * @param params a JSON object, as text
     * @return the task
     */
    public static NewTask of(String type, String params) {
        return new NewTask(type, params, Due.now(), TaskLimits.DEFAULTS, Optional.empty(), Origin.UNKNOWN);
    }

    /**
     * This task, due after a delay.
     *
     * @param delay zero or more, at most ten years
     * @return the new value
     */
    public NewTask delayedBy(Duration delay) {
        return new NewTask(type, params, Due.after(delay), limits, idempotencyKey, origin);
    }

    /**
     * This task, due at a time.
     *
     * @param time the time; past means at once
     * @return the new value
     */
    public NewTask runAt(Instant time) {
        return new NewTask(type, params, Due.at(time), limits, idempotencyKey, origin);
    }

    /**
     * This task with a limit on failures.
     *
     * @param failures 1 to 1,000
     * @return the new value
     */
    public NewTask withMaxAttempts(int failures) {
        return withLimits(limits.withMaxAttempts(failures));
    }

    /**
     * This task with a time-out.
     *
     * @param longest the longest that an attempt may run, 1 ms to 7 days
     * @return the new value
     */
    public NewTask withTimeout(Duration longest) {
        return withLimits(limits.withTimeout(longest));
    }

    /**
     * This task with other limits.
     *
     * @param bounds the limits
     * @return the new value
     */
    public NewTask withLimits(TaskLimits bounds) {
        return new NewTask(type, params, due, bounds, idempotencyKey, origin);
    }

    /**
     * This task with an idempotency key. A repeated submission by the same caller returns the same task.
     *
     * @param key 1 to 255 printable characters
     * @return the new value
     */
    public NewTask withIdempotencyKey(String key) {
        return new NewTask(type, params, due, limits, Optional.of(key), origin);
    }

    /**
     * This task with an origin.
     *
     * @param from the submitter
     * @return the new value
     */
    public NewTask withOrigin(Origin from) {
        return new NewTask(type, params, due, limits, idempotencyKey, from);
    }
}
