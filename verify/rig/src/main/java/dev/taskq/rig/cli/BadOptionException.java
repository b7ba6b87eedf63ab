package dev.taskq.rig.cli;

import dev.taskq.rig.ComplaintException;
import java.io.Serial;

/** An option has a value that is not allowed, or several options contradict each other. */
public final class BadOptionException extends ComplaintException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception with its message.
     *
     * @param line the option and the allowed values
     */
    public BadOptionException(String line) {
        super(line);
    }
}
