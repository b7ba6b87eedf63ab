package dev.taskq.app;

/** The application cannot start, for a reason that fits on one line. */
public final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a failed start.
     *
     * @param line the reason and the remedy
     */
    public CannotStartException(String line) {
        super(line);
    }
}
