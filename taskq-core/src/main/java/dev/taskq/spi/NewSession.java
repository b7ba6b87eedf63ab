package dev.taskq.spi;

import java.util.List;

/**
 * A session to be opened. Immutable.
 *
 * @param kind what it is of
 * @param name the agent's or coordinator's name, for people
 * @param host the host's name, for people
 * @param types the types an agent serves; empty for a coordinator
 */
public record NewSession(Kind kind, String name, String host, List<String> types) {
    /** Copies the list. */
    public NewSession {
        types = List.copyOf(types);
    }

    /** Whose life a session is. */
    public enum Kind {
        /** It runs handlers. */
        AGENT,
        /** It accepts tasks. */
        COORDINATOR
    }
}
