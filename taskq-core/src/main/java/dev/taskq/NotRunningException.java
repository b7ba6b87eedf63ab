package dev.taskq;

/** The object that was called is not started yet, or is closed. Surely nothing was changed; repeating does not help. */
public final class NotRunningException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    private NotRunningException(String message) {
        super(message, null);
    }

    /**
     * It is not started yet.
     *
     * @param what the object
     * @return the exception
     */
    public static NotRunningException notStarted(String what) {
        return new NotRunningException("the " + what + " is not started: call its start() first; nothing was changed");
    }

    /**
     * It is closed, or about to be.
     *
     * @param what the object
     * @return the exception
     */
    public static NotRunningException closed(String what) {
        return new NotRunningException("the " + what + " is closed: make a new one; nothing was changed");
    }

    @Override
    public boolean repeatingHelps() {
        return false;
    }
}
