package dev.taskq.spi;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * All sessions that are not cleared. Immutable.
 *
 * @param at the store's clock at the scan
 * @param sessions the sessions, by id
 * @param disconnected the processes of living sessions that the store knows to have lost their connections, as happens
 *     at the moment when a process dies. A store that cannot know this names none. A store with a connection of its own
 *     that is younger than {@link Sessions#SETTLED} names none either, since the same failure may have closed the
 *     others
 * @param seesDeaths whether the store can name a process as disconnected: a living session of another process has a
 *     connection that the store watches, and the store's own is watched too
 */
public record SessionList(Instant at, List<Session> sessions, Set<Long> disconnected, boolean seesDeaths) {
    /** Copies the collections. */
    public SessionList {
        sessions = List.copyOf(sessions);
        disconnected = Set.copyOf(disconnected);
    }
}
