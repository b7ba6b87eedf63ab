package dev.taskq.leader;

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
import java.util.List;

/** The completions of a store in memory; counts the calls that write them, and does something at each scan for orphans. */
final class CountedCompletions implements Completions {
    private final Completions completions;
    int calls;
    Runnable atScan = () -> {};

    CountedCompletions(Completions completions) {
        this.completions = completions;
    }

    @Override
    public List<CompletionResult> complete(List<Completion> all) {
        calls++;
        return completions.complete(all);
    }

    @Override
    public List<CheckpointResult> checkpoint(List<Checkpoint> checkpoints) {
        return completions.checkpoint(checkpoints);
    }

    @Override
    public List<Orphans> orphans(List<Scan> scans, int max) {
        atScan.run();
        return completions.orphans(scans, max);
    }

    @Override
    public Forgiven forgiveLosses(long session, long process, String error) {
        return completions.forgiveLosses(session, process, error);
    }

    @Override
    public Purged purge(Purge step) {
        return completions.purge(step);
    }
}
