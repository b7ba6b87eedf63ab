package dev.taskq.coordinator;

import dev.taskq.DrainResult;
import dev.taskq.spi.Sessions;
import java.util.Optional;

/** Asks agents to drain. Thread-safe. */
final class Drains {
    private final Sessions sessions;
    private final Overviews overviews;

    Drains(Sessions sessions, Overviews overviews) {
        this.sessions = sessions;
        this.overviews = overviews;
    }

    /** Asks an agent; empty if there is no such agent. */
    Optional<DrainResult> drain(long session) {
        return sessions.drain(session).map(asked -> {
            overviews.fleetChanged();
            return new DrainResult(Fleet.draining(session, asked), asked.changed());
        });
    }
}
