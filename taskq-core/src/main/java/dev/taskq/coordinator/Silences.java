package dev.taskq.coordinator;

import dev.taskq.spi.Session;
import dev.taskq.spi.Sessions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who has been silent for how long, as one looker has seen it by its own clock; and who of them is dead. Not thread-safe.
 *
 * <p>Two ways lead to that judgement. By <em>time-out</em>: the beat counter stood still over enough looks in a row. Looks
 * that were too far apart prove nothing, and the counting starts anew. By the <em>fast path</em>: the store itself knows
 * that the connection of a process is gone, in every look for a while, and none of its sessions has beaten meanwhile.
 *
 * <p>Both are guarded: where many processes fall silent within a few seconds, something between has failed and not they. Then
 * nobody is dead before a longer silence, also where most of them have come back by then: they do so one after the other.
 */
final class Silences {
    private static final Duration TIME_OUT = Duration.ofSeconds(10);
    private static final int TIME_OUT_BEATS = 20;
    /** More than a beat: a process that is merely cut off comes back with its next one. In percent of the beats' period. */
    private static final int CUT_OFF_PERCENT = 140;

    private static final Duration LONGEST_CUT_GAP = Duration.ofSeconds(1);
    private static final Duration TOGETHER = Duration.ofSeconds(5);
    private static final Duration GUARDED_TIME_OUT = Duration.ofSeconds(60);
    private static final int GUARDED_SHARE = 10;
    private static final int MOST_CUT_UNGUARDED = 2;
    private static final int LONGEST_GAP_BEATS = 2;
    private static final int SILENT_BEATS = 4;

    private final Map<Long, Seen> seen = new HashMap<>();
    /** Since when each process that is cut off has been so without a beat. */
    private final Map<Long, Long> cutOff = new HashMap<>();
    /** The same of those that were found dead by it, for a while. */
    private final Map<Long, Long> foundCutOff = new HashMap<>();
    /** The silences of sessions, and the cuts of processes, that began together with those of many; by their beginning. */
    private final Map<Long, Long> guardedSilences = new HashMap<>();

    private final Map<Long, Long> guardedCuts = new HashMap<>();

    private boolean looked;
    private long lastLook;

    /** A session's counter, since when it stands there, and whether it was ever seen to move. */
    private record Seen(long process, long beats, long since, boolean moved) {}

    /** Forgets everything: the next look is the first. */
    void clear() {
        seen.clear();
        cutOff.clear();
        foundCutOff.clear();
        guardedSilences.clear();
        guardedCuts.clear();
        looked = false;
    }

    /**
     * Takes in a look.
     *
     * @param sessions what it found
     * @param beatPeriod how often everybody beats
     * @param now the looker's monotonic clock
     * @return the sessions that live no more, although nobody has ended them
     */
    Set<Long> learn(Sessions sessions, Duration beatPeriod, long now) {
        Duration gap = Duration.ofNanos(looked ? now - lastLook : 0);
        looked = true;
        lastLook = now;
        Set<Long> beaten = count(sessions, now, gap.compareTo(beatPeriod.multipliedBy(LONGEST_GAP_BEATS)) > 0);
        cut(sessions, beaten, now, gap.compareTo(LONGEST_CUT_GAP) > 0);

        guardedSilences.keySet().retainAll(seen.keySet());
        guardedCuts.keySet().retainAll(cutOff.keySet());
        Map<Long, Long> fell = fell(now, beatPeriod.multipliedBy(SILENT_BEATS));
        long processes = seen.values().stream().map(Seen::process).distinct().count();
        Set<Long> dead = new HashSet<>();
        Duration timeOut = max(TIME_OUT, beatPeriod.multipliedBy(TIME_OUT_BEATS));
        seen.forEach((id, session) -> {
            boolean guarded =
                    remember(guardedSilences, id, session.since(), isGuarded(session.since(), fell, processes));
            if (isPast(session.since(), guarded ? max(GUARDED_TIME_OUT, timeOut) : timeOut, now)) {
                dead.add(id);
            }
        });
        dead.addAll(
                deadByCut(processes, beatPeriod.multipliedBy(CUT_OFF_PERCENT).dividedBy(100), now));
        return dead;
    }

    /** Whether the connection of anybody who counts as living was gone at the last look. */
    boolean isAnybodyCutOff() {
        return !cutOff.isEmpty();
    }

    /** Whether a session has been silent for so long, or did not live at the last look. */
    boolean isSilent(long session, Duration longest) {
        Seen last = seen.get(session);
        return last == null || isPast(last.since(), longest, lastLook);
    }

    /** The sessions whose counter was seen to move within this time. */
    Set<Long> heard(Duration longest) {
        Set<Long> heard = new HashSet<>();
        seen.forEach((id, session) -> {
            if (session.moved() && !isPast(session.since(), longest, lastLook)) {
                heard.add(id);
            }
        });
        return heard;
    }

    /** Keeps the counters of the living; gives the processes of which one has moved. */
    private Set<Long> count(Sessions sessions, long now, boolean anew) {
        Set<Long> beaten = new HashSet<>();
        Map<Long, Seen> before = Map.copyOf(seen);
        seen.clear();
        for (Session session : sessions.all()) {
            if (session.end().isEmpty()) {
                // After a restore, the number may be another process's.
                Optional<Seen> last = Optional.ofNullable(before.get(session.id()))
                        .filter(known -> known.process() == session.process());
                Optional<Seen> standing = last.filter(known -> known.beats() == session.beats());
                if (standing.isEmpty()) {
                    beaten.add(session.process());
                }
                long since = anew ? now : standing.map(Seen::since).orElse(now);
                boolean moved =
                        last.isPresent() && (standing.isEmpty() || last.get().moved());
                seen.put(session.id(), new Seen(session.process(), session.beats(), since, moved));
            }
        }
        return beaten;
    }

    private void cut(Sessions sessions, Set<Long> beaten, long now, boolean anew) {
        Set<Long> living = new HashSet<>();
        seen.values().forEach(session -> living.add(session.process()));
        cutOff.keySet()
                .removeIf(process ->
                        !living.contains(process) || !sessions.disconnected().contains(process));
        for (long process : sessions.disconnected()) {
            if (living.contains(process)) {
                if (anew || beaten.contains(process)) {
                    cutOff.put(process, now);
                } else {
                    cutOff.putIfAbsent(process, now);
                }
            }
        }
        foundCutOff.values().removeIf(since -> isPast(since, TOGETHER.multipliedBy(2), now));
    }

    /** When each process fell silent that has missed some beats: the last move of any of its sessions. */
    private Map<Long, Long> fell(long now, Duration some) {
        Map<Long, Long> lastMove = new HashMap<>();
        seen.values()
                .forEach(session -> lastMove.merge(
                        session.process(), session.since(), (one, other) -> one - other > 0 ? one : other));
        lastMove.values().removeIf(since -> !isPast(since, some, now));
        return lastMove;
    }

    private static boolean isGuarded(long fell, Map<Long, Long> all, long processes) {
        long together =
                all.values().stream().filter(other -> areTogether(fell, other)).count();
        return together >= 2 && together * GUARDED_SHARE > processes;
    }

    /** The living sessions of processes that have been cut off for long enough. */
    private Set<Long> deadByCut(long processes, Duration cutOffTime, long now) {
        Map<Long, Long> falls = new HashMap<>(foundCutOff);
        falls.putAll(cutOff);
        long all = Math.max(processes, falls.size());
        Set<Long> found = new HashSet<>();
        cutOff.forEach((process, since) -> {
            long together = falls.values().stream()
                    .filter(other -> areTogether(since, other))
                    .count();
            boolean guarded =
                    remember(guardedCuts, process, since, together > Math.max(MOST_CUT_UNGUARDED, all / GUARDED_SHARE));
            if (isPast(since, guarded ? GUARDED_TIME_OUT : cutOffTime, now)) {
                found.add(process);
                foundCutOff.put(process, since);
            }
        });
        Set<Long> sessions = new HashSet<>();
        seen.forEach((id, session) -> {
            if (found.contains(session.process())) {
                sessions.add(id);
            }
        });
        return sessions;
    }

    /** Whether a silence is guarded, now or ever since it began. */
    private static boolean remember(Map<Long, Long> guarded, long who, long since, boolean now) {
        if (now) {
            guarded.put(who, since);
        }
        return Long.valueOf(since).equals(guarded.get(who));
    }

    private static boolean areTogether(long one, long other) {
        return Math.abs(one - other) <= TOGETHER.toNanos();
    }

    private static boolean isPast(long since, Duration time, long now) {
        return now - since >= time.toNanos();
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
