package dev.taskq.rig;

import java.io.Serial;

/** Something is missing or failed, and one line explains it. */
public class ComplaintException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception with its message.
     *
     * @param line what is wrong, and what to do
     */
    public ComplaintException(String line) {
        super(line);
    }

    /**
     * Creates an exception with its message and cause.
     *
     * @param line what is wrong, and what to do
     * @param cause the cause
     */
    public ComplaintException(String line, Throwable cause) {
        super(line, cause);
    }
}
