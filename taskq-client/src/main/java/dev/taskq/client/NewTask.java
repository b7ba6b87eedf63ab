package dev.taskq.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A task to be submitted. Immutable if its params are; {@code with…} methods return changed copies. The coordinator
 * checks all values.
 *
 * @param type the type's name
 * @param params an object that the client's mapper turns into a JSON object: a record, a map, a JSON tree
 * @param due when the task becomes due
 * @param maxAttempts the number of failures after which the task is failed; by default the handler's value
 * @param timeout the longest time that an attempt may run; by default the handler's value
 * @param idempotencyKey a key of your own, up to 255 printable ASCII characters. A submit with the same key and the same
 *     body, at any time while the task is kept, answers as the first one did. By default the client makes a key for each
 *     submit, which protects its own repeats
 */
public record NewTask(
        String type,
        Object params,
        Due due,
        OptionalInt maxAttempts,
        Optional<Duration> timeout,
        Optional<String> idempotencyKey) {

    /** When a task becomes due. Immutable. */
    public sealed interface Due {
        /** At once. */
        record Now() implements Due {}

        /**
         * At a time.
         *
         * @param time the time; past means at once
         */
        record At(Instant time) implements Due {}

        /**
         * After a time.
         *
         * @param delay zero or more, at most ten years
         */
        record After(Duration delay) implements Due {}
    }

    /**
     * A task, due at once, with defaults for everything else.
     *
     * @param type the type's name
     * @param params an object that the client's mapper turns into a JSON object
     * @return the task
     */
    public static NewTask of(String type, Object params) {
        return new NewTask(type, params, new Due.Now(), OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A task without params, due at once.
     *
     * @param type the type's name
     * @return the task
     */
    public static NewTask of(String type) {
        return of(type, Map.of());
    }

    /**
     * This task, due at a time.
     *
     * @param time the time; past means at once
     * @return the new value
     */
    public NewTask runAt(Instant time) {
        return new NewTask(type, params, new Due.At(time), maxAttempts, timeout, idempotencyKey);
    }

    /**
     * This task, due after a delay.
     *
     * @param delay zero or more, at most ten years
     * @return the new value
     */
    public NewTask delayedBy(Duration delay) {
        return new NewTask(type, params, new Due.After(delay), maxAttempts, timeout, idempotencyKey);
    }

    /**
     * This task with a limit on failures.
     *
     * @param failures 1 to 1,000
     * @return the new value
     */
    public NewTask withMaxAttempts(int failures) {
        return new NewTask(type, params, due, OptionalInt.of(failures), timeout, idempotencyKey);
    }

    /**
     * This task with a time-out.
     *
     * @param longest the longest that an attempt may run, 1 ms to 7 days
     * @return the new value
     */
    public NewTask withTimeout(Duration longest) {
        return new NewTask(type, params, due, maxAttempts, Optional.of(longest), idempotencyKey);
    }

    /**
     * This task with an idempotency key of your own.
     *
     * @param key 1 to 255 printable ASCII characters
     * @return the new value
     */
    public NewTask withIdempotencyKey(String key) {
        return new NewTask(type, params, due, maxAttempts, timeout, Optional.of(key));
    }
}
