package dev.taskq.simulation;

import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.simulation.world.Member;
import dev.taskq.simulation.world.World;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Progress;
import java.util.List;

/** Checks what happens to executions, from the claim to the end, enters it in the account and compares that with the rows. */
final class ExecutionChecks {
    private final Rules rules;
    private final Account account;
    private final Journal journal;
    private final Comparison comparison;
    private final World world;
    private final Coverage coverage;

    ExecutionChecks(
            Rules rules, Account account, Journal journal, Comparison comparison, World world, Coverage coverage) {
        this.rules = rules;
        this.account = account;
        this.journal = journal;
        this.comparison = comparison;
        this.world = world;
        this.coverage = coverage;
    }

    void claimed(Member by, Claim claim, List<ClaimResult> results) {
        rules.sessions().speaks(by, claim.holder().session());
        for (ClaimResult result : results) {
            if (result instanceof ClaimResult.Claimed(var task)) {
                rules.rows().claimed(claim, task);
                rules.checkpoints().claimed(task);
                rules.conduct().claimed(account.row(task.running().id()));
                journal.claimed(
                        task.running().id(),
                        claim.holder().session(),
                        task.running().counts().attempt());
                account.claimed(claim, task);
            }
            coverage.claimed(result);
        }
        if (results.stream().anyMatch(ClaimResult.Claimed.class::isInstance)) {
            rules.conduct().claimedWithRoom(by);
        } else if (results.stream().anyMatch(ClaimResult.NoRoom.class::isInstance)) {
            rules.conduct().claimedNothingForWantOfRoom(by);
        }
        comparison.compare(claim.ids());
    }

    void settled(Member by, Claim claim, List<ClaimResult> results) {
        rules.sessions().speaks(by, claim.holder().session());
        coverage.saw(Notable.CLAIM_SETTLED);
        account.settled(claim);
        for (ClaimResult result : results) {
            rules.rows().settled(claim, result);
            if (result instanceof ClaimResult.Claimed(var task)) {
                rules.checkpoints().claimed(task);
                account.settled(result.id());
            }
        }
        comparison.compare(claim.ids());
    }

    void ended(Member by, List<Completion> completions, List<CompletionResult> results) {
        for (int i = 0; i < completions.size(); i++) {
            Completion completion = completions.get(i);
            if (results.get(i) instanceof CompletionResult.Recorded(var status, var hint)) {
                Row row = account.row(completion.id());
                if (completion.isByHolder()) {
                    rules.sessions().speaks(by, completion.holder().session());
                }
                rules.rows().ended(row, completion);
                rules.counts().ended(row, completion, status);
                account.ended(completion, status, hint, world.truth().now());
                coverage.recorded(status);
            } else {
                rules.rows().notEnded(by, completion, results.get(i));
            }
        }
        comparison.compare(completions.stream().map(Completion::id).toList());
    }

    void checkpointed(Member by, List<Checkpoint> checkpoints, List<CheckpointResult> results) {
        for (int i = 0; i < checkpoints.size(); i++) {
            rules.checkpoints().checkpointed(by, checkpoints.get(i), results.get(i));
        }
        comparison.compare(checkpoints.stream().map(Checkpoint::id).toList());
    }

    void progressed(List<Progress> progress) {
        comparison.compare(progress.stream().map(each -> each.held().id()).toList());
    }

    void effected(long task) {
        rules.rows().effected(account.row(task));
    }
}
