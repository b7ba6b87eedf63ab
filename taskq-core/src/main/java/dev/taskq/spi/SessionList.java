package dev.taskq.spi;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * All sessions that are not cleared. Immutable.
 *
 * @param at the store's clock at the scan
 * @param sessions the sessions, by id
 * @param disconnected the processes of living sessions of which the store itself knows that their connections are gone, as
 *     they are the moment a process dies. A store that cannot tell names none; nor does one whose own connection is younger
 *     than {@link Sessions#SETTLED}, since what made it anew may have cut the others too
 */
public record SessionList(Instant at, List<Session> sessions, Set<Long> disconnected) {
    /** Copies the collections. */
    public SessionList {
        sessions = List.copyOf(sessions);
        disconnected = Set.copyOf(disconnected);
    }
}
