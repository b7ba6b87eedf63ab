package dev.taskq;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the caller of one call waits for its answer: a time, which the caller cuts short when it leaves. A submit that
 * still waits to be written then is not written. For one call only. Thread-safe.
 */
public final class CallDeadline {
    private static final Duration UNBOUNDED = Duration.ofDays(365);

    private final Duration longest;
    private final Object lock = new Object();

    private Optional<Runnable> whenLeft = Optional.empty();

    private boolean left;

    private CallDeadline(Duration longest) {
        this.longest = longest;
    }

    /**
     * The patience of a caller that waits for a time at most.
     *
     * @param longest from when the call begins, zero or more; what is longer than 365 days counts as these
     * @return the patience
     */
    public static CallDeadline of(Duration longest) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("longest must not be negative");
        }
        return new CallDeadline(longest.compareTo(UNBOUNDED) < 0 ? longest : UNBOUNDED);
    }

    /**
     * The patience of a caller that waits as long as the call takes, unless it leaves.
     *
     * @return the patience
     */
    public static CallDeadline unbounded() {
        return new CallDeadline(UNBOUNDED);
    }

    /**
     * How long the caller waits from when the call begins, if it does not leave.
     *
     * @return 365 days at most
     */
    public Duration longest() {
        return longest;
    }

    /** The caller has left: nobody takes the answer. By any thread, any number of times. */
    public void leave() {
        Optional<Runnable> told;
        synchronized (lock) {
            left = true;
            told = whenLeft;
            whenLeft = Optional.empty();
        }
        told.ifPresent(Runnable::run);
    }

    /**
     * Whether the caller has left.
     *
     * @return whether it has
     */
    public boolean hasLeft() {
        synchronized (lock) {
            return left;
        }
    }

    /**
     * Sets what is done when the caller leaves; at once where it has left. For what keeps the caller waiting.
     *
     * @param action takes the place of the action before; must not wait
     */
    public void whenLeft(Runnable action) {
        synchronized (lock) {
            if (!left) {
                whenLeft = Optional.of(action);
                return;
            }
        }
        action.run();
    }
}
