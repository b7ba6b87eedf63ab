package dev.taskq;

import org.jspecify.annotations.Nullable;

/** Whatever taskq throws; the subclasses say what the caller can do next. The message holds no data of tasks. */
public abstract class TaskqException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message a text without data of tasks
     * @param cause what it follows from, or null
     */
    protected TaskqException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
