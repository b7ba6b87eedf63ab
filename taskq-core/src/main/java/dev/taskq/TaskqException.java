package dev.taskq;

import org.jspecify.annotations.Nullable;

/** Whatever taskq throws; the subclasses say what the caller can do next. The message is constant, facts are fields. */
public abstract class TaskqException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message a constant text, safe to show to anyone
     * @param cause what it follows from, or null
     */
    protected TaskqException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
