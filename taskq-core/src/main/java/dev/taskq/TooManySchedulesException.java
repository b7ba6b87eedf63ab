package dev.taskq;

/** {@link Schedule#MOST} schedules are kept. Nothing was stored. Delete some. */
public final class TooManySchedulesException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** Reports too many schedules. */
    public TooManySchedulesException() {
        super("too many schedules: at most " + Schedule.MOST + " are kept", null);
    }
}
