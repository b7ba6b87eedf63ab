package dev.taskq;

/** Too many operations are running. Nothing was started. Try again when one has ended. */
public final class TooManyOperationsException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** The most operations that may run. */
    private final int limit;

    /**
     * Reports too many operations.
     *
     * @param limit the most operations that may run
     */
    public TooManyOperationsException(int limit) {
        super("too many operations are running", null);
        this.limit = limit;
    }

    /**
     * The limit.
     *
     * @return the most operations that may run
     */
    public int limit() {
        return limit;
    }
}
