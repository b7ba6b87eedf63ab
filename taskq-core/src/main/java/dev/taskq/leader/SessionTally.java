package dev.taskq.leader;

import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.SessionList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which sessions have ended, by comparing one scan with the next. What ended while no leader looked, because another coordinator led,
 * is not told. Not thread-safe.
 */
final class SessionTally {
    private static final Duration LONGEST_GAP = Duration.ofSeconds(10);

    private Instant lastScan = Instant.EPOCH;
    private Map<Long, Kind> living = Map.of();

    /** A session that has ended. */
    record Ended(Kind kind, EndReason reason) {}

    /** Takes in a scan; gives those that lived at the one before and have ended since. */
    List<Ended> endedSince(SessionList sessions) {
        Map<Long, Kind> now = new HashMap<>();
        Map<Long, EndReason> ends = new HashMap<>();
        for (Session session : sessions.sessions()) {
            Optional<Session.End> end = session.end();
            if (end.isEmpty()) {
                now.put(session.id(), session.spec().kind());
            } else {
                ends.put(session.id(), end.get().reason());
            }
        }
        List<Ended> ended = new ArrayList<>();
        if (Duration.between(lastScan, sessions.at()).abs().compareTo(LONGEST_GAP) <= 0) {
            living.forEach((id, kind) -> {
                if (!now.containsKey(id)) {
                    // A session that stopped with nothing held is cleared at once; a lost one stays until all it held
                    // is taken
                    // back.
                    ended.add(new Ended(kind, ends.getOrDefault(id, EndReason.STOPPED)));
                }
            });
        }
        lastScan = sessions.at();
        living = now;
        return ended;
    }
}
