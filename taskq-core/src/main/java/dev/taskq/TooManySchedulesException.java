package dev.taskq;

/** Too many schedules are kept, of one caller or of all. Nothing was stored. Delete some. */
public final class TooManySchedulesException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** The most schedules that may be kept. */
    private final int limit;

    /** Whether the limit is that of one caller. */
    private final boolean ofCaller;

    /**
     * Reports too many schedules.
     *
     * @param limit the most schedules that may be kept
     * @param ofCaller whether this is the limit of one caller; otherwise it is that of all callers together
     */
    public TooManySchedulesException(int limit, boolean ofCaller) {
        super("too many schedules: at most " + limit + " are kept" + (ofCaller ? " of one caller" : ""), null);
        this.limit = limit;
        this.ofCaller = ofCaller;
    }

    /**
     * The limit.
     *
     * @return the most schedules that may be kept
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
