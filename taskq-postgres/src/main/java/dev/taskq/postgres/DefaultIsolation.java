package dev.taskq.postgres;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether a statement outside a transaction runs in {@code READ COMMITTED} on the connections of a source. Thread-safe.
 *
 * One connection on which it does not is enough: from then on each statement gets a transaction.
 */
final class DefaultIsolation {
    /** As Postgres writes it. */
    static final String READ_COMMITTED = "read committed";

    private final AtomicReference<State> state = new AtomicReference<>(State.UNKNOWN);

    private enum State {
        UNKNOWN,
        READ_COMMITTED,
        ANOTHER
    }

    /** Reports the level of a connection. */
    void found(String level) {
        if (level.equals(READ_COMMITTED)) {
            state.compareAndSet(State.UNKNOWN, State.READ_COMMITTED);
        } else {
            foundAnother();
        }
    }

    void foundAnother() {
        state.set(State.ANOTHER);
    }

    /** Whether all connections so far had this level, and there was at least one. */
    boolean isReadCommitted() {
        return state.get() == State.READ_COMMITTED;
    }
}
