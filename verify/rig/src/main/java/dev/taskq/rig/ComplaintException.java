package dev.taskq.rig;

import java.io.Serial;

/** Something is missing or went wrong that one line can tell. */
public class ComplaintException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * With what is to be told.
     *
     * @param line what is wrong, and what to do
     */
    public ComplaintException(String line) {
        super(line);
    }

    /**
     * With what is to be told, and a cause.
     *
     * @param line what is wrong, and what to do
     * @param cause what was thrown
     */
    public ComplaintException(String line, Throwable cause) {
        super(line, cause);
    }
}
