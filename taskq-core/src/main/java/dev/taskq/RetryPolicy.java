package dev.taskq;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a failed attempt is tried again. The task's bound on failures holds besides.
 *
 * <p>Called by the agent once a failure; must be thread-safe. A lambda will do:
 * {@code (failures, random) -> Optional.of(Duration.ofSeconds(failures))}.
 */
@FunctionalInterface
public interface RetryPolicy {
    /**
     * The delay before the next try.
     *
     * @param failures how often the task has failed by now, 1 or more
     * @param random the source of chance
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
     * @param longest the delay is never longer; at least {@code first}
     * @return the policy, without jitter
     */
    static RetryPolicy exponential(Duration first, double factor, Duration longest) {
        if (first.isNegative() || first.isZero() || !(factor >= 1) || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("first must be above 0, factor at least 1, longest at least first");
        }
        return (failures, random) -> {
            // Clamped before it can overflow: the product may well be infinite.
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
     * This policy, each delay changed by chance, so that what failed together does not come back together.
     *
     * @param share how much a delay may differ to both sides, 0 to 1
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
     * This policy for a number of failures, then none.
     *
     * @param failures the failure after which there is no further try, 1 or more
     * @return the new policy
     */
    default RetryPolicy limitedTo(int failures) {
        return (count, random) -> count >= failures ? Optional.empty() : delayAfter(count, random);
    }
}
