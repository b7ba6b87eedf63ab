package dev.taskq;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides when a failed attempt is retried. The task's limit on failures applies as well.
 *
 * Called by the agent once for each failure; must be thread-safe. It can be a lambda:
 * {@code (failures, random) -> Optional.of(Duration.ofSeconds(failures))}.
 */
@FunctionalInterface
public interface RetryPolicy {
    /**
     * The delay before the next attempt.
     *
     * @param failures the failures of the task so far, 1 or more
     * @param random the source of random numbers
     * @return the delay, zero or more; empty to give up
     */
    Optional<Duration> delayAfter(int failures, RandomGenerator random);

    /**
     * The default: 1 s × 2ⁿ up to 10 min, ± 20 %.
     *
     * @return the policy
     */
    static RetryPolicy exponential() {
        return exponential(Duration.ofSeconds(1), 2.0, Duration.ofMinutes(10)).withJitter(0.2);
    }

    /**
     * Delays that grow by a factor.
     *
     * @param first the delay after the first failure, more than zero
     * @param factor at least 1
     * @param longest the limit of the delay; at least {@code first}
     * @return the policy, without jitter
     */
    static RetryPolicy exponential(Duration first, double factor, Duration longest) {
        if (first.isNegative() || first.isZero() || !(factor >= 1) || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("first must be above 0, factor at least 1, longest at least first");
        }
        return (failures, random) -> {
            // Limited before it can overflow: the product may be infinite.
            double millis = first.toMillis() * Math.pow(factor, Math.max(0, failures - 1));
            return Optional.of(millis >= longest.toMillis() ? longest : Duration.ofMillis((long) millis));
        };
    }

    /**
     * Always the same delay.
     *
     * @param delay zero or more
     * @return the policy
     */
    static RetryPolicy fixed(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative");
        }
        return (failures, random) -> Optional.of(delay);
    }

    /**
     * Never again: the first failure is final.
     *
     * @return the policy
     */
    static RetryPolicy none() {
        return (failures, random) -> Optional.empty();
    }

    /**
     * This policy with a random change of each delay, so that tasks that failed together are not retried together.
     *
     * @param share the largest change in either direction, as a share of the delay, 0 to 1
     * @return the new policy
     */
    default RetryPolicy withJitter(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be between 0 and 1");
        }
        return (failures, random) -> delayAfter(failures, random)
                .map(delay ->
                        Duration.ofMillis((long) (delay.toMillis() * (1 + share * (2 * random.nextDouble() - 1)))));
    }

    /**
     * This policy for a number of failures, and no retry after them.
     *
     * @param failures the failure after which the task is not retried, 1 or more
     * @return the new policy
     */
    default RetryPolicy limitedTo(int failures) {
        return (count, random) -> count >= failures ? Optional.empty() : delayAfter(count, random);
    }
}
