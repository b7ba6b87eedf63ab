package dev.taskq;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The limits of one task. Each is given, or left to the default of the type's handler. Immutable.
 *
 * @param maxAttempts the failures after which the task is failed, 1 to 1,000
 * @param timeout the longest that one attempt may run, 1 ms to 7 days
 */
public record TaskLimits(OptionalInt maxAttempts, Optional<Duration> timeout) {
    /** Both limits left to the defaults. */
    public static final TaskLimits DEFAULTS = new TaskLimits(OptionalInt.empty(), Optional.empty());

    /** The limit on failures if neither the submission nor the handler sets one. */
    public static final int DEFAULT_MAX_ATTEMPTS = 5;

    /** The time-out of an attempt if neither the submission nor the handler sets one. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);

    /** The highest {@code maxAttempts}. */
    public static final int HIGHEST_MAX_ATTEMPTS = 1_000;

    /** The longest {@code timeout}. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofDays(7);

    /** Checks the ranges. */
    public TaskLimits {
        if (maxAttempts.isPresent() && (maxAttempts.getAsInt() < 1 || maxAttempts.getAsInt() > HIGHEST_MAX_ATTEMPTS)) {
            throw new TaskRejectedException("/max_attempts", "must be between 1 and " + HIGHEST_MAX_ATTEMPTS);
        }
        if (timeout.isPresent()
                && (timeout.get().compareTo(Duration.ofMillis(1)) < 0
                        || timeout.get().compareTo(LONGEST_TIMEOUT) > 0)) {
            throw new TaskRejectedException("/timeout", "must be between 1 ms and 7 days");
        }
        // Stores keep milliseconds.
        timeout = timeout.map(longest -> longest.truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * These limits with another limit on failures.
     *
     * @param failures 1 to 1,000
     * @return the new limits
     */
    public TaskLimits withMaxAttempts(int failures) {
        return new TaskLimits(OptionalInt.of(failures), timeout);
    }

    /**
     * These limits with another time-out.
     *
     * @param longest 1 ms to 7 days
     * @return the new limits
     */
    public TaskLimits withTimeout(Duration longest) {
        return new TaskLimits(maxAttempts, Optional.of(longest));
    }
}
