package dev.taskq.agent;

import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.Scan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The completions of a store in memory, with the faults that a test asks for; remembers each call's completions. */
final class FaultyCompletions implements Completions {
    final PortFaults faults = new PortFaults();
    final List<List<Completion>> calls = new CopyOnWriteArrayList<>();
    final PortFaults checkpointFaults = new PortFaults();
    final List<List<Checkpoint>> checkpoints = new CopyOnWriteArrayList<>();
    private final Completions sound;

    FaultyCompletions(Completions sound) {
        this.sound = sound;
    }

    @Override
    public List<CompletionResult> complete(List<Completion> completions) {
        calls.add(completions);
        return faults.around(() -> sound.complete(completions));
    }

    @Override
    public List<CheckpointResult> checkpoint(List<Checkpoint> written) {
        checkpoints.add(written);
        return checkpointFaults.around(() -> sound.checkpoint(written));
    }

    @Override
    public CompletionResult completeIn(Connection connection, Completion completion) throws SQLException {
        return sound.completeIn(connection, completion);
    }

    @Override
    public List<Orphans> orphans(List<Scan> scans, int max) {
        return sound.orphans(scans, max);
    }

    @Override
    public Forgiven forgiveLosses(long session, long process, String error) {
        return sound.forgiveLosses(session, process, error);
    }

    @Override
    public Purged purge(Purge step) {
        return sound.purge(step);
    }
}
