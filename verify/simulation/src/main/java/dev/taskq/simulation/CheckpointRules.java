package dev.taskq.simulation;

import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.simulation.world.Member;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.ClaimedTask;

/** Checks that only the holder of a task stores a checkpoint, and that a claim returns the newest one. */
final class CheckpointRules {
    private final Violations violations;
    private final Account account;
    private final Coverage coverage;

    CheckpointRules(Violations violations, Account account, Coverage coverage) {
        this.violations = violations;
        this.account = account;
        this.coverage = coverage;
    }

    void checkpointed(Member by, Checkpoint checkpoint, CheckpointResult result) {
        Row row = account.row(checkpoint.id());
        boolean ofAnother = account.life(checkpoint.holder().session())
                .filter(life -> life.member != by)
                .isPresent();
        boolean holds = row.isHeldBy(checkpoint.holder()) && !ofAnother;
        switch (result) {
            case STORED -> {
                coverage.saw(Notable.CHECKPOINT_STORED);
                violations.check(holds, "a checkpoint was stored by one that does not hold the task: %s", row);
                account.checkpointed(checkpoint);
            }
            case REFUSED -> {
                coverage.saw(Notable.CHECKPOINT_REFUSED);
                violations.check(!holds, "a checkpoint of the holder was refused: %s", row);
            }
            case LOCKED -> {}
        }
    }

    void claimed(ClaimedTask task) {
        Row row = account.row(task.running().id());
        violations.check(
                task.checkpoint().equals(row.checkpoint),
                "claimed with checkpoint %s instead of %s: %s",
                task.checkpoint(),
                row.checkpoint,
                row);
    }
}
