package dev.taskq.postgres;

import dev.taskq.TaskqException;
import java.util.List;

/** Coordinators or agents run where none may. */
public final class LivingSessionsException extends TaskqException {
    private static final long serialVersionUID = 1L;

    private final transient List<Long> sessions;

    /**
     * They do.
     *
     * @param sessions their sessions
     */
    public LivingSessionsException(List<Long> sessions) {
        super("coordinators or agents run on this database: stop them all first; nothing was changed", null);
        this.sessions = List.copyOf(sessions);
    }

    /**
     * Which.
     *
     * @return their sessions' ids
     */
    public List<Long> sessions() {
        return sessions;
    }
}
