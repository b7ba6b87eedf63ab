package dev.taskq.memory;

import java.util.function.Function;

/**
 * Holds one immutable state and swaps it whole. Reads take no lock; changes follow one another. A lock and not a
 * compare-and-set: under contention the latter would do every large batch over and over. Thread-safe.
 *
 * @param <S> the state
 */
final class Cell<S> {
    private volatile S state;

    Cell(S initial) {
        state = initial;
    }

    S get() {
        return state;
    }

    synchronized void set(S next) {
        state = next;
    }

    /** Replaces the state, unless the change throws: then nothing has happened. The change must not wait. */
    synchronized <R> R change(Function<S, Step<S, R>> change) {
        Step<S, R> step = change.apply(state);
        state = step.state();
        return step.result();
    }

    /** What a change gives: the next state, and an answer. */
    record Step<S, R>(S state, R result) {}
}
