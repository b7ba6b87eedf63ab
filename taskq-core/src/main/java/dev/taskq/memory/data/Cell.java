package dev.taskq.memory.data;

import java.util.function.Function;

/**
 * Holds one immutable state and replaces it as a whole. Reads take no lock; changes run one after another. It uses a
 * lock instead of compare-and-set, which under contention would repeat every large batch many times. Thread-safe.
 *
 * @param <S> the state
 */
public final class Cell<S> {
    // Read without the lock, written under it.
    private volatile S state;

    /**
     * Creates a cell.
     *
     * @param initial the state
     */
    public Cell(S initial) {
        state = initial;
    }

    /**
     * Reads the state.
     *
     * @return the state
     */
    public S get() {
        return state;
    }

    /**
     * Replaces the state.
     *
     * @param next the state from now on
     */
    public synchronized void set(S next) {
        state = next;
    }

    /**
     * Replaces the state by the result of a change. If the change throws, the state stays as it was. The change must
     * not wait.
     *
     * @param change computes the next state
     * @param <R> the class of the result
     * @return the result of the change
     */
    public synchronized <R> R change(Function<S, Step<S, R>> change) {
        Step<S, R> step = change.apply(state);
        state = step.state();
        return step.result();
    }

    /**
     * The outcome of a change.
     *
     * @param <S> the state
     * @param <R> the class of the result
     * @param state the next state
     * @param result the result
     */
    public record Step<S, R>(S state, R result) {}
}
