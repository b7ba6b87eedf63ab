package dev.taskq.simulation.world;

import dev.taskq.TaskStatus;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.Scan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The end of executions, over a process's connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param completions the same chapter of the store in memory, opened for this process
 * @param listener is told what took effect
 */
record HostedCompletions(StoreHost host, Member member, Completions completions, WorldListener listener)
        implements Completions {
    @Override
    public List<CompletionResult> complete(List<Completion> ends) {
        List<Long> ids = ends.stream().map(Completion::id).toList();
        List<CompletionResult> ended = host.call(member, Operation.COMPLETE, ids, () -> {
            List<CompletionResult> results = completions.complete(ends);
            listener.ended(member, ends, results);
            return results;
        });
        host.learned(member, ended.stream().flatMap(HostedCompletions::hint).toList());
        return ended;
    }

    @Override
    public CompletionResult completeIn(Connection connection, Completion completion) throws SQLException {
        return host.transactions().complete(connection, completions, completion);
    }

    private static Stream<Hint> hint(CompletionResult result) {
        return result instanceof CompletionResult.Recorded(TaskStatus status, Optional<Hint> hint)
                ? hint.stream()
                : Stream.empty();
    }

    @Override
    public List<CheckpointResult> checkpoint(List<Checkpoint> checkpoints) {
        List<Long> ids = checkpoints.stream().map(Checkpoint::id).toList();
        return host.call(member, Operation.CHECKPOINT, ids, () -> {
            List<CheckpointResult> results = completions.checkpoint(checkpoints);
            listener.checkpointed(member, checkpoints, results);
            return results;
        });
    }

    @Override
    public List<Orphans> orphans(List<Scan> scans, int max) {
        return host.call(member, Operation.ORPHANS, List.of(), () -> completions.orphans(scans, max));
    }

    @Override
    public Forgiven forgiveLosses(long session, long process, String error) {
        return host.call(member, Operation.FORGIVE, List.of(), () -> {
            Forgiven forgiven = completions.forgiveLosses(session, process, error);
            listener.forgiven(session, forgiven);
            return forgiven;
        });
    }

    @Override
    public Purged purge(Purge step) {
        listener.leading(member);
        return host.call(member, Operation.PURGE, List.of(), () -> {
            Purged purged = completions.purge(step);
            listener.purged(step, purged);
            return purged;
        });
    }
}
