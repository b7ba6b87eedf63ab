package dev.taskq.leader;

import dev.taskq.spi.Orphan;
import dev.taskq.spi.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One scan over all running rows, for the sessions that had ended when it began, or for none. It keeps the orphans that could not
 * be ended yet. For reclaim's thread only.
 */
final class ReclaimPass {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final int MOST_DOUBLINGS = 6;

    /** The process of each session that it serves: after a restore, another process may have the same session id. */
    private final Map<Long, Long> sessions;

    private final Instant begunAt;
    private final long begun;
    private final SliceScan scan;
    private final List<Deferred> deferred = new ArrayList<>();
    private int takenBack;

    /**
     * A pass that begins.
     *
     * @param sessions the process of each session that it serves
     * @param begunAt now, by the store's clock
     * @param begun now, by the platform's clock
     * @param scan the scan over the running rows
     */
    ReclaimPass(Map<Long, Long> sessions, Instant begunAt, long begun, SliceScan scan) {
        this.sessions = Map.copyOf(sessions);
        this.begunAt = begunAt;
        this.begun = begun;
        this.scan = scan;
    }

    /**
     * An orphan that has to wait: another transaction holds its row, or its agent may come back.
     *
     * @param orphan the orphan
     * @param tries how often it was tried again
     * @param dueAt when to try next, by the platform's clock
     */
    record Deferred(Orphan orphan, int tries, long dueAt) {}

    boolean serves(Session session) {
        Long process = sessions.get(session.id());
        return process != null && process == session.process();
    }

    Set<Long> sessions() {
        return sessions.keySet();
    }

    SliceScan scan() {
        return scan;
    }

    /** The store's time, without asking the store. */
    Instant storeTime(long now) {
        return begunAt.plusNanos(now - begun);
    }

    void tookBack(int number) {
        takenBack += number;
    }

    int takenBack() {
        return takenBack;
    }

    /** Orphans that could not be ended, for the first time. */
    void defer(List<Orphan> orphans, long now) {
        orphans.forEach(orphan -> deferred.add(new Deferred(orphan, 0, now)));
    }

    /** Those whose turn has come, {@code most} at most. */
    List<Deferred> due(long now, int most) {
        return deferred.stream()
                .filter(one -> now - one.dueAt() >= 0)
                .limit(most)
                .toList();
    }

    /** These were tried again. */
    void tried(List<Deferred> due) {
        deferred.removeAll(due);
    }

    /** Defers an orphan again, for twice as long as the last time. */
    void deferAgain(Orphan orphan, int tries, long now) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
        deferred.add(new Deferred(orphan, tries + 1, now + pause.toNanos()));
    }

    List<Deferred> deferred() {
        return List.copyOf(deferred);
    }
}
