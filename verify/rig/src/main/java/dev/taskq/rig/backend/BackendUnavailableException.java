package dev.taskq.rig.backend;

import dev.taskq.rig.ComplaintException;
import java.io.Serial;

/** A server is not available. The message is one line with the reason and the remedy. */
public final class BackendUnavailableException extends ComplaintException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception with its reason.
     *
     * @param message one line
     */
    public BackendUnavailableException(String message) {
        super(message);
    }

    /**
     * Creates an exception with its reason and cause.
     *
     * @param message one line
     * @param cause the cause
     */
    public BackendUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
