package dev.taskq;

/** A coordinator follows as many tasks as it may, for as many callers. Try again later, or ask another coordinator. */
public final class TooManyListenersException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** Reports that there is no room. */
    public TooManyListenersException() {
        super("too many callers follow tasks", null);
    }
}
