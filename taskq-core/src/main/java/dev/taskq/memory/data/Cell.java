package dev.taskq.memory.data;

import java.util.function.Function;

/**
 * Holds one immutable state and swaps it whole. Reads take no lock; changes follow one another. A lock and not a
 * compare-and-set: under contention the latter would do every large batch over and over. Thread-safe.
 *
 * @param <S> the state
 */
public final class Cell<S> {
    // Read without the lock, written under it.
    private volatile S state;

    /**
     * Holds a state.
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
     * Replaces the state, unless the change throws: then nothing has happened. The change must not wait.
     *
     * @param change makes the next state of the one before
     * @param <R> the answer
     * @return the answer
     */
    public synchronized <R> R change(Function<S, Step<S, R>> change) {
        Step<S, R> step = change.apply(state);
        state = step.state();
        return step.result();
    }

    /**
     * What a change gives.
     *
     * @param <S> the state
     * @param <R> the answer
     * @param state the next state
     * @param result the answer
     */
    public record Step<S, R>(S state, R result) {}
}
