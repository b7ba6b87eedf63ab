package dev.taskq;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How long the caller of one call waits for its answer: a time, which the caller cuts short when it leaves. A submit that
 * still waits to be written then is not written. For one call only. Thread-safe.
 */
public final class CallDeadline {
    private static final Duration UNBOUNDED = Duration.ofDays(365);

    private final Duration longest;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITS);

    /** Whether the caller has left, and what is done when it leaves. */
    private record State(boolean left, Optional<Runnable> whenLeft) {
        static final State WAITS = new State(false, Optional.empty());
        static final State LEFT = new State(true, Optional.empty());
    }

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
        state.getAndSet(State.LEFT).whenLeft().ifPresent(Runnable::run);
    }

    /**
     * Whether the caller has left.
     *
     * @return whether it has
     */
    public boolean hasLeft() {
        return state.get().left();
    }

    /**
     * Sets what is done when the caller leaves; at once where it has left. For what keeps the caller waiting.
     *
     * @param action takes the place of the action before; must not wait
     */
    public void whenLeft(Runnable action) {
        State now = state.updateAndGet(before -> before.left() ? before : new State(false, Optional.of(action)));
        if (now.left()) {
            action.run();
        }
    }
}
