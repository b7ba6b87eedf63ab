package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * The parent of all exceptions of taskq. The subclasses say what the caller can do. The message contains no data of
 * tasks.
 */
public abstract class TaskqException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message a text without data of tasks
     * @param cause the cause, or null
     */
    protected TaskqException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
