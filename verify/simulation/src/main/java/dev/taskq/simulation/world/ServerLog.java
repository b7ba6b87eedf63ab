package dev.taskq.simulation.world;

import dev.taskq.memory.data.MemoryDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The log of the {@link StoreHost}, as far as a crash can lose it: the commits that were not synced. */
final class ServerLog {
    /** The age at which a commit is safe although it was not synced. */
    private static final Duration UNSYNCED = Duration.ofMillis(600);

    private final Simulation simulation;
    private final MemoryDatabase database;
    private final List<Unsynced> unsynced = new ArrayList<>();

    ServerLog(Simulation simulation, MemoryDatabase database) {
        this.simulation = simulation;
        this.database = database;
    }

    /** A commit that a crash may lose: the content of the store before it. */
    private record Unsynced(long at, MemoryDatabase.Snapshot before) {}

    /** A transaction: applies its effect, and syncs all commits until then unless the operation does not wait for that. */
    <R> R commit(Operation operation, Supplier<R> effect) {
        MemoryDatabase.Snapshot before = database.snapshot();
        R result = effect.get();
        if (operation == Operation.CLAIM
                || operation == Operation.HEARTBEAT
                || operation == Operation.REPORT_PROGRESS) {
            unsynced.add(new Unsynced(now(), before));
        } else if (operation.isWrite()) {
            unsynced.clear();
        }
        return result;
    }

    /** Sets the store back to before the first commit that was not synced. */
    void loseUnsynced() {
        long safe = now() - UNSYNCED.toNanos();
        unsynced.stream()
                .filter(commit -> commit.at() >= safe)
                .findFirst()
                .ifPresent(first -> database.restore(first.before()));
    }

    /** The store's content was replaced. */
    void clear() {
        unsynced.clear();
    }

    private long now() {
        return simulation.elapsed().toNanos();
    }
}
