package dev.taskq.leader;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sessions that were found lost, and which of their agents have come back: those were cut off, or frozen. A process
 * that died never comes back, since the one that takes its place has another number. Thread-safe.
 *
 * <p>Postgres sees a connection close, and cannot tell whether the process died or a proxy between them was started again. So
 * the session of a living agent may be lost. When that agent goes on under a new session, the losses of the old one do not
 * count.
 */
final class LostSessions {
    /** How long a lost session is kept, for its agent to come back. */
    static final Duration KEPT = Duration.ofSeconds(30);

    private final Platform platform;
    private final Duration lastLossWaits;

    @GuardedBy("this")
    private final Map<Long, Absence> absences = new HashMap<>();

    @GuardedBy("this")
    private Set<Long> living = Set.of();

    @GuardedBy("this")
    private long latestSeen = Long.MIN_VALUE;

    /**
     * None is lost.
     *
     * @param lastLossWaits how long a loss waits for the agent to come back, where it would be a task's last
     */
    LostSessions(Platform platform, Duration lastLossWaits) {
        this.platform = platform;
        this.lastLossWaits = lastLossWaits;
    }

    /**
     * A lost session.
     *
     * @param process its process: after a restore, another's may have the same number
     * @param since how long ago it was first seen to be lost
     * @param back whether its agent has come back
     */
    private record Absence(long process, Stopwatch since, boolean back) {}

    /** What goes on under one session after the other. */
    private record Owner(long process, Kind kind, String name) {
        static Owner of(Session session) {
            return new Owner(
                    session.process(), session.spec().kind(), session.spec().name());
        }
    }

    /** Takes in a look at all sessions. */
    synchronized void learn(List<Session> all) {
        Map<Owner, Long> latest = new HashMap<>();
        for (Session session : all) {
            // One that never sent a heartbeat may be a late statement of a process that is dead.
            if (session.heartbeats() > 0) {
                latest.merge(Owner.of(session), session.id(), Math::max);
            }
        }
        living = all.stream()
                .filter(session -> session.end().isEmpty())
                .map(Session::id)
                .collect(Collectors.toUnmodifiableSet());
        latestSeen = all.stream().mapToLong(Session::id).reduce(latestSeen, Math::max);
        Map<Long, Absence> before = Map.copyOf(absences);
        absences.clear();
        for (Session session : all) {
            if (isLost(session)) {
                Optional<Absence> known = Optional.ofNullable(before.get(session.id()))
                        .filter(absence -> absence.process() == session.process());
                Stopwatch since = known.map(Absence::since).orElseGet(platform::stopwatch);
                boolean back = known.filter(Absence::back).isPresent()
                        || latest.getOrDefault(Owner.of(session), 0L) > session.id();
                absences.put(session.id(), new Absence(session.process(), since, back));
            }
        }
    }

    private static boolean isLost(Session session) {
        return session.end().filter(end -> end.reason() == EndReason.LOST).isPresent();
    }

    /** Whether a session was lost, and its agent lives and goes on under a later one. */
    synchronized boolean hasComeBack(long session) {
        Absence absence = absences.get(session);
        return absence != null && absence.back();
    }

    /** The process of a lost session, if its agent has come back. */
    synchronized Optional<Long> processBack(long session) {
        return Optional.ofNullable(absences.get(session)).filter(Absence::back).map(Absence::process);
    }

    /**
     * Whether the agent of a session that has ended may still come back, so that a loss which would be a task's last waits. A
     * session may have ended after the last look at all sessions: then nothing is known of its end yet.
     */
    synchronized boolean mayComeBack(long session) {
        boolean endIsNews = living.contains(session) || session > latestSeen;
        return endIsNews || isYoung(session, lastLossWaits);
    }

    /** Whether a session was lost not longer ago, and its agent has not come back. */
    synchronized boolean isYoung(long session, Duration longest) {
        Absence absence = absences.get(session);
        return absence != null && !absence.back() && !absence.since().hasReached(longest);
    }
}
