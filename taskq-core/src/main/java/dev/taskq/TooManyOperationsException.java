package dev.taskq;

/**
 * Too many operations are running, of one caller or of all. Nothing was started. Try again when one has ended, or cancel
 * one.
 */
public final class TooManyOperationsException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** The most operations that may run. */
    private final int limit;

    /** Whether the limit is that of one caller. */
    private final boolean ofCaller;

    /**
     * Reports too many operations.
     *
     * @param limit the most operations that may run
     * @param ofCaller whether this is the limit of one caller; otherwise it is that of all callers together
     */
    public TooManyOperationsException(int limit, boolean ofCaller) {
        super(ofCaller ? "too many operations of the caller are running" : "too many operations are running", null);
        this.limit = limit;
        this.ofCaller = ofCaller;
    }

    /**
     * The limit.
     *
     * @return the most operations that may run
     */
    public int limit() {
        return limit;
    }

    /**
     * Whether the limit is that of one caller.
     *
     * @return false if it is that of all callers together
     */
    public boolean isOfCaller() {
        return ofCaller;
    }
}
