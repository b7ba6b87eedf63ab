package dev.taskq;

/** The session has ended, so it cannot claim tasks any more. Nothing was changed. */
public final class SessionEndedException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** The session's id. */
    private final long session;

    /**
     * Reports an ended session.
     *
     * @param session the session's id
     */
    public SessionEndedException(long session) {
        super("the session has ended", null);
        this.session = session;
    }

    /**
     * The ended session.
     *
     * @return its id
     */
    public long session() {
        return session;
    }
}
