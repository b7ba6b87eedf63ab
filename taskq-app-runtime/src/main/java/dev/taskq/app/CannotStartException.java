package dev.taskq.app;

/** The application cannot start, for a reason that one line tells. */
public final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * It cannot start.
     *
     * @param line why, and what to do
     */
    public CannotStartException(String line) {
        super(line);
    }
}
