package dev.taskq.simulation;

import org.jspecify.annotations.Nullable;

/**
 * The reply that a client gets.
 *
 * @param <R> the type of the result
 */
sealed interface Reply<R extends @Nullable Object> {
    /** The call was carried out. */
    record Done<R>(R result) implements Reply<R> {}

    /** The call was refused, or the coordinator says that the outcome is unknown. */
    record Failed<R>(RuntimeException failure) implements Reply<R> {}

    /** There was no reply. */
    record Silence<R>() implements Reply<R> {}
}
