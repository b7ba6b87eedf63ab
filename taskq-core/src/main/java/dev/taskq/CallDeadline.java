package dev.taskq;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How long the caller of one call waits for its result: up to a time, or until it leaves earlier. A submission that is
 * still waiting to be written then is not written. For one call only. Thread-safe.
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
     * The deadline of a caller that waits for a limited time.
     *
     * @param longest the time, counted from the begin of the call, zero or more; limited to 365 days
     * @return the deadline
     */
    public static CallDeadline of(Duration longest) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("longest must not be negative");
        }
        return new CallDeadline(longest.compareTo(UNBOUNDED) < 0 ? longest : UNBOUNDED);
    }

    /**
     * The deadline of a caller that waits as long as the call takes, unless it leaves.
     *
     * @return the deadline
     */
    public static CallDeadline unbounded() {
        return new CallDeadline(UNBOUNDED);
    }

    /**
     * How long the caller waits, counted from the begin of the call, if it does not leave.
     *
     * @return at most 365 days
     */
    public Duration longest() {
        return longest;
    }

    /** Reports that the caller has left and does not read the result. May be called by any thread and repeatedly. */
    public void leave() {
        state.getAndSet(State.LEFT).whenLeft().ifPresent(Runnable::run);
    }

    /**
     * Whether the caller has left.
     *
     * @return true if it has
     */
    public boolean hasLeft() {
        return state.get().left();
    }

    /**
     * Sets the action that runs when the caller leaves. If the caller has left already, the action runs at once. Set by
     * the code that the caller waits for.
     *
     * @param action replaces the action before; must not wait
     */
    public void whenLeft(Runnable action) {
        State now = state.updateAndGet(before -> before.left() ? before : new State(false, Optional.of(action)));
        if (now.left()) {
            action.run();
        }
    }
}
