package dev.taskq.postgres;

import dev.taskq.TaskqException;
import java.util.List;

/** Coordinators or agents run although none may. */
public final class LivingSessionsException extends TaskqException {
    private static final long serialVersionUID = 1L;

    private final transient List<Long> sessions;

    /**
     * Reports living sessions.
     *
     * @param sessions their sessions
     */
    public LivingSessionsException(List<Long> sessions) {
        super("coordinators or agents run on this database: stop all of them first; nothing was changed", null);
        this.sessions = List.copyOf(sessions);
    }

    /**
     * The living sessions.
     *
     * @return their ids
     */
    public List<Long> sessions() {
        return sessions;
    }
}
