package dev.taskq.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What a client hears.
 *
 * @param <R> what it asked for
 */
sealed interface Reply<R extends @Nullable Object> {
    /** It was done. */
    record Done<R>(R result) implements Reply<R> {}

    /** It was refused, or the coordinator says that nobody knows. */
    record Failed<R>(RuntimeException failure) implements Reply<R> {}

    /** Nothing at all. */
    record Silence<R>() implements Reply<R> {}
}
