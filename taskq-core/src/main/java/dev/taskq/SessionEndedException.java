package dev.taskq;

/** The session has been ended, so it can claim nothing more; nothing changed. */
public final class SessionEndedException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** Its id. */
    private final long session;

    /**
     * Ended.
     *
     * @param session its id
     */
    public SessionEndedException(long session) {
        super("the session has ended", null);
        this.session = session;
    }

    /**
     * The session.
     *
     * @return its id
     */
    public long session() {
        return session;
    }
}
