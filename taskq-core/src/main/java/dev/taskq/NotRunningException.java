package dev.taskq;

/** The called object is not started yet, or is closed. Nothing was changed, and repeating the call does not help. */
public final class NotRunningException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    private NotRunningException(String message) {
        super(message, null);
    }

    /**
     * Reports an object that is not started.
     *
     * @param what the name of the object
     * @return the exception
     */
    public static NotRunningException notStarted(String what) {
        return new NotRunningException("the " + what + " is not started: call its start() first; nothing was changed");
    }

    /**
     * Reports an object that is closed or is closing.
     *
     * @param what the name of the object
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
