package dev.taskq.leader;

import dev.taskq.platform.BackOff;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
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
    private static final BackOff AGAIN = new BackOff(Duration.ofMillis(50), 2, Duration.ofMillis(3_200), 0);

    private final Platform platform;

    /** The process of each session that it serves: after a restore, another process may have the same session id. */
    private final Map<Long, Long> sessions;

    private final Instant begunAt;
    private final Stopwatch sinceBegin;
    private final SliceScan scan;
    private final List<Deferred> deferred = new ArrayList<>();
    private int takenBack;

    /**
     * A pass that begins.
     *
     * @param sessions the process of each session that it serves
     * @param begunAt now, by the store's clock
     * @param scan the scan over the running rows
     */
    ReclaimPass(Platform platform, Map<Long, Long> sessions, Instant begunAt, SliceScan scan) {
        this.platform = platform;
        this.sessions = Map.copyOf(sessions);
        this.begunAt = begunAt;
        this.sinceBegin = platform.stopwatch();
        this.scan = scan;
    }

    /**
     * An orphan that has to wait: another transaction holds its row, or its agent may come back.
     *
     * @param orphan the orphan
     * @param tries how often it was tried again
     * @param due until when it waits
     */
    record Deferred(Orphan orphan, int tries, Timer due) {}

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
    Instant storeTime() {
        return begunAt.plus(sinceBegin.elapsed());
    }

    void tookBack(int number) {
        takenBack += number;
    }

    int takenBack() {
        return takenBack;
    }

    /** Orphans that could not be ended, for the first time. */
    void defer(List<Orphan> orphans) {
        orphans.forEach(orphan -> deferred.add(new Deferred(orphan, 0, platform.timer(Duration.ZERO))));
    }

    /** Whether it tries the end of the same execution again. */
    boolean defers(Orphan orphan) {
        return deferred.stream()
                .map(one -> one.orphan().running())
                .anyMatch(row -> row.id() == orphan.running().id()
                        && row.holder().equals(orphan.running().holder()));
    }

    /** Those whose turn has come, {@code most} at most. */
    List<Deferred> due(int most) {
        return deferred.stream()
                .filter(one -> one.due().isExpired())
                .limit(most)
                .toList();
    }

    /** These were tried again. */
    void tried(List<Deferred> due) {
        deferred.removeAll(due);
    }

    /** Defers an orphan again, for twice as long as the last time. */
    void deferAgain(Orphan orphan, int tries) {
        deferred.add(new Deferred(orphan, tries + 1, platform.timer(AGAIN.after(tries + 1, platform))));
    }

    List<Deferred> deferred() {
        return List.copyOf(deferred);
    }
}
