package dev.taskq.rig.cli;

import dev.taskq.rig.ComplaintException;
import java.io.Serial;

/** An option has a value that is not allowed, or options do not fit together. */
public final class BadOptionException extends ComplaintException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * With what is to be told.
     *
     * @param line the option, and what is allowed
     */
    public BadOptionException(String line) {
        super(line);
    }
}
