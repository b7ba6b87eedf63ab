package dev.taskq.simulation.world;

import dev.taskq.StoreUnavailableException;
import dev.taskq.memory.data.MemoryDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The locks on the {@link StoreHost}: rows and the table of tasks that other transactions hold, and the rows of sessions
 * that open claims hold.
 */
final class ServerLocks {
    private final Simulation simulation;
    private final MemoryDatabase database;
    private final SimulatedSignal claimsEnded;
    private final Map<Long, Integer> heldRows = new HashMap<>();
    private final Map<Long, Integer> openClaims = new HashMap<>();
    private long tableHeldUntil;

    ServerLocks(Simulation simulation, MemoryDatabase database) {
        this.simulation = simulation;
        this.database = database;
        this.claimsEnded = simulation.signal();
    }

    void hold(List<Long> tasks) {
        for (long task : tasks) {
            if (heldRows.merge(task, 1, Integer::sum) == 1) {
                database.lockTask(task);
            }
        }
    }

    void release(List<Long> tasks) {
        for (long task : tasks) {
            if (heldRows.merge(task, -1, Integer::sum) == 0) {
                heldRows.remove(task);
                database.unlockTask(task);
            }
        }
    }

    boolean isHeld(long task) {
        return heldRows.containsKey(task);
    }

    void holdTable(Duration length) {
        tableHeldUntil = Math.max(tableHeldUntil, now() + length.toNanos());
    }

    void awaitTable(Duration longest) {
        if (now() < tableHeldUntil) {
            long wait = Math.min(tableHeldUntil - now(), longest.toNanos());
            simulation.pass(Duration.ofNanos(wait), "table");
            if (now() < tableHeldUntil) {
                throw new StoreUnavailableException(null);
            }
        }
    }

    void claimBegins(long session) {
        openClaims.merge(session, 1, Integer::sum);
    }

    void claimEnds(long session) {
        openClaims.computeIfPresent(session, (id, number) -> number == 1 ? null : number - 1);
        claimsEnded.raise();
    }

    /**
     * The fence: a transaction that locks a session's row, to end it or to refuse its tokens, waits for its claims in
     * progress.
     */
    void awaitClaims(long session, Duration longest) {
        long until = now() + longest.toNanos();
        while (openClaims.containsKey(session)) {
            if (now() >= until) {
                throw new StoreUnavailableException(null);
            }
            simulation.passUntil(claimsEnded, until - now(), "fence");
        }
    }

    /** All transactions have been aborted. */
    void dropAll() {
        heldRows.clear();
        openClaims.clear();
        tableHeldUntil = 0;
        claimsEnded.raise();
    }

    private long now() {
        return simulation.elapsed().toNanos();
    }
}
