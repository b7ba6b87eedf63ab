package dev.taskq.leader;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.spi.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sessions that have ended and are not cleared yet. Thread-safe: the monitor's thread fills it, reclaim's thread reads it. */
final class EndedSessions {
    @GuardedBy("this")
    private final List<Session> sessions = new ArrayList<>();

    synchronized void replaceBy(List<Session> ended) {
        sessions.clear();
        sessions.addAll(ended);
    }

    /** Those that no pass serves. */
    synchronized List<Session> unserved(Collection<ReclaimPass> passes) {
        return sessions.stream()
                .filter(session -> passes.stream().noneMatch(pass -> pass.serves(session)))
                .toList();
    }

    /** The ids of those that a pass serves. */
    synchronized Set<Long> servedBy(ReclaimPass pass) {
        Set<Long> ids = new HashSet<>();
        sessions.stream().filter(pass::serves).map(Session::id).forEach(ids::add);
        return ids;
    }

    synchronized void forget(Set<Long> cleared) {
        sessions.removeIf(session -> cleared.contains(session.id()));
    }
}
