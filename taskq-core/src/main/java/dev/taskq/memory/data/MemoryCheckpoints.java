package dev.taskq.memory.data;

import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import java.util.List;
import java.util.Optional;

/** Stores checkpoints of running tasks. */
final class MemoryCheckpoints {
    private MemoryCheckpoints() {}

    static List<CheckpointResult> store(Transaction transaction, long process, List<Checkpoint> checkpoints) {
        return checkpoints.stream()
                .map(checkpoint -> store(transaction, process, checkpoint))
                .toList();
    }

    private static CheckpointResult store(Transaction transaction, long process, Checkpoint checkpoint) {
        Optional<TaskRow> held = transaction
                .task(checkpoint.id())
                .filter(row -> row.isHeldBy(checkpoint.holder()))
                .filter(row -> !isOfAnother(transaction, process, checkpoint));
        if (held.isEmpty()) {
            return CheckpointResult.REFUSED;
        }
        if (transaction.isLocked(checkpoint.id())) {
            return CheckpointResult.LOCKED;
        }
        if (isNewest(transaction, checkpoint)) {
            transaction.put(checkpoint);
            transaction.put(held.get().edit(transaction.now()).build());
        }
        return CheckpointResult.STORED;
    }

    private static boolean isNewest(Transaction transaction, Checkpoint checkpoint) {
        return transaction
                .checkpoint(checkpoint.id())
                .filter(stored -> stored.number() >= checkpoint.number())
                .isEmpty();
    }

    /** Whether the session belongs to another process. For a cleared session that is not known. */
    private static boolean isOfAnother(Transaction transaction, long process, Checkpoint checkpoint) {
        return transaction
                .session(checkpoint.holder().session())
                .filter(session -> session.process() != process)
                .isPresent();
    }
}
