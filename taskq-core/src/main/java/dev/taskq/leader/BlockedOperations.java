package dev.taskq.leader;

import dev.taskq.Operation;
import dev.taskq.spi.Advanced;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How often in a row the steps of operations stopped before a locked row without any progress. Not thread-safe. */
final class BlockedOperations {
    private final int most;
    private final Map<Long, Integer> stops = new HashMap<>();
    private final Map<Long, Operation.Counts> progress = new HashMap<>();

    BlockedOperations(int most) {
        this.most = most;
    }

    /** Forgets all other operations. */
    void keepOnly(Collection<Long> running) {
        stops.keySet().retainAll(running);
        progress.keySet().retainAll(running);
    }

    boolean isTooOften(long operation) {
        return stops.getOrDefault(operation, 0) >= most;
    }

    void learn(long operation, Advanced step) {
        Operation.Counts now = step.operation().map(Operation::counts).orElse(Operation.Counts.NONE);
        Operation.Counts before = progress.put(operation, now);
        if (!step.blocked()) {
            stops.remove(operation);
        } else if (now.equals(before)) {
            stops.merge(operation, 1, Integer::sum);
        } else {
            stops.put(operation, 1);
        }
    }
}
