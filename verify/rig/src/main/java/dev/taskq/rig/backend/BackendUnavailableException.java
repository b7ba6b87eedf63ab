package dev.taskq.rig.backend;

import dev.taskq.rig.ComplaintException;
import java.io.Serial;

/** A server could not be had. The message is one line that says why, and what to do. */
public final class BackendUnavailableException extends ComplaintException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * With a reason.
     *
     * @param message one line
     */
    public BackendUnavailableException(String message) {
        super(message);
    }

    /**
     * With a reason and a cause.
     *
     * @param message one line
     * @param cause what was thrown
     */
    public BackendUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
