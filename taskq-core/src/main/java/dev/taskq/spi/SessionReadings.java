package dev.taskq.spi;

import java.time.Instant;
import java.util.List;

/**
 * The living sessions, as they were read. Immutable.
 *
 * @param at the store's clock at the read
 * @param sessions the sessions, by id
 */
public record SessionReadings(Instant at, List<SessionReading> sessions) {
    /** Copies the list. */
    public SessionReadings {
        sessions = List.copyOf(sessions);
    }
}
