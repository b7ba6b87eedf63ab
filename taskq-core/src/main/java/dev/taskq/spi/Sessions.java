package dev.taskq.spi;

import java.time.Instant;
import java.util.List;

/**
 * All sessions that are not cleared. Immutable.
 *
 * @param at the store's clock at the look
 * @param all the sessions, by id
 */
public record Sessions(Instant at, List<Session> all) {
    /** Copies the list. */
    public Sessions {
        all = List.copyOf(all);
    }
}
