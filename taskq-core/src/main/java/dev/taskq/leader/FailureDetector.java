package dev.taskq.leader;

import dev.taskq.engine.Intervals.Silence;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.SessionList;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which sessions are dead: their process was killed or is frozen, its machine died, or it is cut off from the store. It
 * judges by what one leader observes, on the leader's own clock. Not thread-safe.
 *
 * <p>There are two rules:
 * <ul>
 *   <li><b>Timeout.</b> A session's heartbeat counter did not move over enough observations in a row. Observations that are too
 *       far apart prove nothing, and the silence is counted anew.
 *   <li><b>Lost connection</b> (the fast path). The store itself saw the connection of a process go, at each observation for
 *       longer than a heartbeat's period, and no session of the process moved its counter meanwhile. A new observer waits until
 *       it has heard of all others, or knows them to be silent.
 * </ul>
 *
 * <p>Both rules are guarded against mass failure: where many processes fall silent within a few seconds, none of them is dead
 * before a longer silence.
 */
final class FailureDetector {
    /** Of heartbeats, or of planned rests where these are longer. */
    private static final int LONGEST_GAP_IN_PERIODS = 2;
    /** A process that missed so many heartbeats has fallen silent. */
    private static final int SILENT_IN_HEARTBEATS = 4;

    /** More than one heartbeat: a process that was cut off for a moment comes back with its next one. */
    private static final int LOST_CONNECTION_PERCENT_OF_HEARTBEAT = 140;

    private static final Duration LONGEST_GAP_OF_CONNECTIONS = Duration.ofSeconds(1);

    /** Of a session that fell silent with many others, at least. */
    private static final Duration GUARDED_TIMEOUT = Duration.ofSeconds(60);

    /** The cause of many silences may be over long before the last of those sessions is heard of again. */
    private static final int GUARDED_IN_TIMEOUTS = 2;
    /** More than one in so many processes are many. */
    private static final int MANY_ONE_IN = 10;

    private static final int FEW_SILENT = 1;
    private static final int FEW_LOST_CONNECTIONS = 2;

    private final HeartbeatHistory heartbeats = new HeartbeatHistory();
    private final MassFailureGuard silenceGuard = new MassFailureGuard();
    /** Since when each process without a connection has been silent. */
    private final Map<Long, Duration> lostConnections = new HashMap<>();
    /** The same of those that were found dead by it, for a while: they count among the many. */
    private final Map<Long, Duration> foundDead = new HashMap<>();

    private final MassFailureGuard connectionGuard = new MassFailureGuard();
    /** By process, and for silences that began before connections were lost. */
    private final MassFailureGuard processGuard = new MassFailureGuard();
    /** The observer's clock: all that happened is told by how long after its start it happened. */
    private final Stopwatch clock;

    private final Silence silence;

    private Optional<Duration> lastObservation = Optional.empty();
    /** When all silences were last counted anew. */
    private Duration begun = Duration.ZERO;
    /** Whether this was at the last observation, because it came too late. */
    private boolean cameTooLate;

    private Duration now = Duration.ZERO;

    FailureDetector(Platform platform, Silence silence) {
        this.clock = platform.stopwatch();
        this.silence = silence;
    }

    /**
     * Takes in an observation.
     *
     * @param sessions what was observed
     * @param period the period of heartbeats
     * @param rest the rest that was planned between the observation before and this one
     * @return the sessions that are dead and have not been ended
     */
    Set<Long> learn(SessionList sessions, Duration period, Duration rest) {
        now = clock.elapsed();
        Duration gap = lastObservation.map(now::minus).orElse(Duration.ZERO);
        cameTooLate = gap.compareTo(longer(period, rest).multipliedBy(LONGEST_GAP_IN_PERIODS)) > 0;
        if (lastObservation.isEmpty() || cameTooLate) {
            begun = now;
        }
        lastObservation = Optional.of(now);
        Set<Long> moved = heartbeats.learn(sessions.sessions(), now, cameTooLate);
        learnConnections(sessions.disconnected(), moved, gap.compareTo(LONGEST_GAP_OF_CONNECTIONS) > 0);

        Set<Long> dead = new HashSet<>(deadByTimeout(period));
        dead.addAll(heartbeats.sessionsOf(deadByLostConnection(period)));
        return dead;
    }

    /** For how long a session must have been silent, unless many are. */
    Duration timeout(Duration period) {
        return period.multipliedBy(silence.heartbeats());
    }

    /** Whether the last observation came so long after the one before that all silences are counted anew. */
    boolean cameTooLate() {
        return cameTooLate;
    }

    /** Whether, at the last observation, a process had lost its connection and was not yet known to be dead. */
    boolean isAnyConnectionLost() {
        return !lostConnections.isEmpty();
    }

    /** Whether a session has been silent for so long, or had ended at the last observation. */
    boolean isSilent(long session, Duration longest) {
        return heartbeats.isSilent(session, longest, now);
    }

    /** The sessions whose counter was seen to move within a time. */
    Set<Long> heardWithin(Duration longest) {
        return heartbeats.heardWithin(longest, now);
    }

    /** For how long a session must have been silent that fell silent with many others. */
    private Duration guardedTimeout(Duration period) {
        return longer(GUARDED_TIMEOUT, timeout(period).multipliedBy(GUARDED_IN_TIMEOUTS));
    }

    private Set<Long> deadByTimeout(Duration period) {
        Duration timeout = timeout(period);
        Duration guardedTimeout = guardedTimeout(period);
        int all = heartbeats.processesSilentSince().size();
        Map<Long, Duration> processes = silentProcesses(period);
        silenceGuard.retain(heartbeats.sessions());
        Set<Long> dead = new HashSet<>();
        heartbeats.silentSince().forEach((session, since) -> {
            long together = together(since, processes);
            boolean withMany = together > FEW_SILENT && together * MANY_ONE_IN > all;
            boolean guarded = silenceGuard.isGuarded(session, since, withMany);
            if (isPast(since, guarded ? guardedTimeout : timeout)) {
                dead.add(session);
            }
        });
        return dead;
    }

    /** Since when each process has been silent that has fallen silent. */
    private Map<Long, Duration> silentProcesses(Duration period) {
        Map<Long, Duration> processes = heartbeats.processesSilentSince();
        processes.values().removeIf(since -> !isPast(since, period.multipliedBy(SILENT_IN_HEARTBEATS)));
        return processes;
    }

    private void learnConnections(Set<Long> disconnected, Set<Long> moved, boolean anew) {
        Set<Long> living = heartbeats.processesSilentSince().keySet();
        lostConnections.keySet().removeIf(process -> !living.contains(process) || !disconnected.contains(process));
        for (long process : disconnected) {
            if (living.contains(process)) {
                if (anew || moved.contains(process)) {
                    lostConnections.put(process, now);
                } else {
                    lostConnections.putIfAbsent(process, now);
                }
            }
        }
        foundDead.values().removeIf(since -> isPast(since, silence.together().multipliedBy(2)));
    }

    private Set<Long> deadByLostConnection(Duration period) {
        Duration longest =
                period.multipliedBy(LOST_CONNECTION_PERCENT_OF_HEARTBEAT).dividedBy(100);
        Duration guardedTimeout = guardedTimeout(period);
        // One failure between may end the connections of some, and only silence those of others.
        Map<Long, Duration> losses = silentProcesses(period);
        losses.putAll(foundDead);
        losses.putAll(lostConnections);
        Map<Long, Duration> silences = heartbeats.processesSilentSince();
        boolean waits = mayBeSilentUnnoticed(silences, period);
        long all = Math.max(silences.size(), losses.size());
        silences.keySet().retainAll(losses.keySet());
        Set<Long> silentWithMany = silentWithMany(silences, all);
        connectionGuard.retain(lostConnections.keySet());
        Set<Long> dead = new HashSet<>();
        lostConnections.forEach((process, since) -> {
            boolean guarded = connectionGuard.isGuarded(process, since, isWithMany(since, losses, all))
                    || silentWithMany.contains(process);
            if (!waits && isPast(since, guarded ? guardedTimeout : longest)) {
                dead.add(process);
                foundDead.put(process, since);
            }
        });
        return dead;
    }

    /**
     * Whether others may have fallen silent before this observer began to count, so that they are not known to be silent yet. The
     * living are heard of within a heartbeat. The guards learn meanwhile: which are silent together is seen only before some come back.
     */
    private boolean mayBeSilentUnnoticed(Map<Long, Duration> silences, Duration period) {
        return !isPast(begun, period.multipliedBy(SILENT_IN_HEARTBEATS))
                && silences.entrySet().stream()
                        .anyMatch(silence ->
                                silence.getValue().equals(begun) && !lostConnections.containsKey(silence.getKey()));
    }

    /**
     * The processes that fell silent together with many others. A process that hears nothing closes its connections itself, each at
     * its own time-out: long after it fell silent, and possibly when the others have come back.
     */
    private Set<Long> silentWithMany(Map<Long, Duration> silences, long all) {
        processGuard.retain(silences.keySet());
        Set<Long> withMany = new HashSet<>();
        silences.forEach((process, since) -> {
            if (processGuard.isGuarded(process, since, isWithMany(since, silences, all))) {
                withMany.add(process);
            }
        });
        return withMany;
    }

    private boolean isWithMany(Duration since, Map<Long, Duration> losses, long all) {
        return together(since, losses) > Math.max(FEW_LOST_CONNECTIONS, all / MANY_ONE_IN);
    }

    /** How many silences began about then. */
    private long together(Duration since, Map<Long, Duration> silences) {
        return silences.values().stream()
                .filter(other -> since.minus(other).abs().compareTo(silence.together()) <= 0)
                .count();
    }

    private boolean isPast(Duration since, Duration time) {
        return now.minus(since).compareTo(time) >= 0;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
