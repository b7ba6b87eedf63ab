package dev.taskq.spi;

import java.util.List;

/**
 * A session to be opened. Immutable.
 *
 * @param kind the kind of its owner
 * @param name the agent's or coordinator's name, for display
 * @param host the host's name, for display
 * @param types the types that an agent serves; empty for a coordinator
 */
public record NewSession(Kind kind, String name, String host, List<String> types) {
    /** Copies the list. */
    public NewSession {
        types = List.copyOf(types);
    }

    /** The kind of a session's owner. */
    public enum Kind {
        /** An agent, which runs handlers. */
        AGENT,
        /** A coordinator, which accepts tasks. */
        COORDINATOR
    }
}
