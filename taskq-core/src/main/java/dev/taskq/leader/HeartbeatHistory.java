package dev.taskq.leader;

import dev.taskq.spi.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The heartbeat counter of each session that has not ended, as one observer saw it by its own clock. Not thread-safe. */
final class HeartbeatHistory {
    private Map<Long, Seen> sessions = Map.of();

    /**
     * A session's counter.
     *
     * @param process the session's process: after a restore, another process may have the same session id
     * @param count the counter
     * @param since since when the counter stands there
     * @param moved whether it was ever seen to move
     */
    private record Seen(long process, long count, Duration since, boolean moved) {}

    /**
     * Takes in an observation of all sessions.
     *
     * @param restart whether the observation before was too long ago: then no silence is proven, and each is counted anew
     * @return the processes of which a session has moved its counter, or is new
     */
    Set<Long> learn(List<Session> all, Duration now, boolean restart) {
        Set<Long> moved = new HashSet<>();
        Map<Long, Seen> next = new HashMap<>();
        for (Session session : all) {
            if (session.end().isEmpty()) {
                Optional<Seen> last = Optional.ofNullable(sessions.get(session.id()))
                        .filter(known -> known.process() == session.process());
                Optional<Seen> unmoved = last.filter(known -> known.count() == session.heartbeats());
                if (unmoved.isEmpty()) {
                    moved.add(session.process());
                }
                Duration since = restart ? now : unmoved.map(Seen::since).orElse(now);
                boolean everMoved =
                        last.isPresent() && (unmoved.isEmpty() || last.get().moved());
                next.put(session.id(), new Seen(session.process(), session.heartbeats(), since, everMoved));
            }
        }
        sessions = next;
        return moved;
    }

    Set<Long> sessions() {
        return sessions.keySet();
    }

    /** Since when each session has been silent. */
    Map<Long, Duration> silentSince() {
        Map<Long, Duration> since = new HashMap<>();
        sessions.forEach((id, seen) -> since.put(id, seen.since()));
        return since;
    }

    /** Since when each process has been silent: the last move of any of its sessions. */
    Map<Long, Duration> processesSilentSince() {
        Map<Long, Duration> since = new HashMap<>();
        sessions.values()
                .forEach(seen -> since.merge(
                        seen.process(), seen.since(), (one, other) -> one.compareTo(other) > 0 ? one : other));
        return since;
    }

    /** The sessions of some processes. */
    Set<Long> sessionsOf(Set<Long> processes) {
        Set<Long> ids = new HashSet<>();
        sessions.forEach((id, seen) -> {
            if (processes.contains(seen.process())) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** Whether a session has been silent for so long, or had ended at the last observation. */
    boolean isSilent(long session, Duration longest, Duration now) {
        Seen seen = sessions.get(session);
        return seen == null || now.minus(seen.since()).compareTo(longest) >= 0;
    }

    /** The sessions whose counter was seen to move within a time. */
    Set<Long> heardWithin(Duration longest, Duration now) {
        Set<Long> heard = new HashSet<>();
        sessions.forEach((id, seen) -> {
            if (seen.moved() && now.minus(seen.since()).compareTo(longest) < 0) {
                heard.add(id);
            }
        });
        return heard;
    }
}
