package dev.taskq.spring;

import java.util.Optional;

/**
 * What annotations say of a handler that is a method. Immutable.
 *
 * @param type the type, perhaps with placeholders
 * @param timeout the time-out, perhaps with placeholders; empty for the default
 * @param maxAttempts the bound on failures; 0 for the default
 * @param retryPolicy the name of a bean; empty for the default
 * @param recurring when it is run, if it recurs
 */
record Declaration(String type, String timeout, int maxAttempts, String retryPolicy, Optional<Recurring> recurring) {
    static Declaration of(TaskHandler handler, Optional<Recurring> recurring) {
        return new Declaration(
                handler.type(), handler.timeout(), handler.maxAttempts(), handler.retryPolicy(), recurring);
    }

    /** That of a method that has no type of its own. */
    static Declaration of(String type, Recurring recurring) {
        return new Declaration(type, "", 0, "", Optional.of(recurring));
    }
}
