package dev.taskq.agent;

import dev.taskq.engine.GroupCommit;
import dev.taskq.engine.Linger;
import dev.taskq.platform.Platform;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Holder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes checkpoints in batches. Of several checkpoints of one execution only the newest is written: the handler has several
 * threads, and no task may be twice in one write.
 */
final class CheckpointWriter implements GroupCommit.Writer<Checkpoint, CheckpointResult> {
    private static final GroupCommit.Limits LIMITS =
            new GroupCommit.Limits(1, 200, 1 << 20, GroupCommit.Queue.BOUNDED_BY_THE_CALLER, Linger.Bounds.BRIEF);

    private final Completions completions;

    private CheckpointWriter(Completions completions) {
        this.completions = completions;
    }

    /** The group commit of an agent's checkpoints, not started. Each handler that waits for it keeps one checkpoint. */
    static GroupCommit<Checkpoint, CheckpointResult> groupCommit(
            Platform platform, String name, Completions completions) {
        return new GroupCommit<>(platform, name + "-checkpoint", LIMITS, new CheckpointWriter(completions));
    }

    @Override
    public List<CheckpointResult> write(List<Checkpoint> checkpoints) {
        Map<Execution, Checkpoint> newest = new LinkedHashMap<>();
        for (Checkpoint checkpoint : checkpoints) {
            newest.merge(Execution.of(checkpoint), checkpoint, CheckpointWriter::newer);
        }
        List<CheckpointResult> written = completions.checkpoint(List.copyOf(newest.values()));
        Map<Execution, CheckpointResult> results = new HashMap<>();
        int place = 0;
        for (Execution execution : newest.keySet()) {
            results.put(execution, written.get(place++));
        }
        return checkpoints.stream()
                .map(checkpoint -> results.getOrDefault(Execution.of(checkpoint), CheckpointResult.REFUSED))
                .toList();
    }

    private static Checkpoint newer(Checkpoint one, Checkpoint other) {
        return one.number() > other.number() ? one : other;
    }

    /** What the fence compares. */
    private record Execution(long task, Holder holder) {
        static Execution of(Checkpoint checkpoint) {
            return new Execution(checkpoint.id(), checkpoint.holder());
        }
    }
}
