package dev.taskq.server;

/** A server cannot listen on its address, for a reason that fits on one line. */
public final class CannotListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failed start.
     *
     * @param line the address and the reason
     */
    public CannotListenException(String line) {
        super(line);
    }
}
