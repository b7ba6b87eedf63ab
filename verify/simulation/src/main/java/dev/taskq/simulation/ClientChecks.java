package dev.taskq.simulation;

import dev.taskq.CancelResult;
import dev.taskq.RetryResult;
import dev.taskq.Task;
import dev.taskq.lifecycle.Move;
import dev.taskq.simulation.world.World;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.Hint;
import dev.taskq.spi.TaskEffect;
import java.time.Instant;
import java.util.List;

/** Checks the cancels, the retries and the operations of clients, enters them in the account and compares that with the rows. */
final class ClientChecks {
    private final Rules rules;
    private final Account account;
    private final Comparison comparison;
    private final World world;
    private final Coverage coverage;

    ClientChecks(Rules rules, Account account, Comparison comparison, World world, Coverage coverage) {
        this.rules = rules;
        this.account = account;
        this.comparison = comparison;
        this.world = world;
        this.coverage = coverage;
    }

    void cancelled(List<CancelResult> results) {
        for (CancelResult result : results) {
            rules.rows().cancelled(result);
            switch (result) {
                case CancelResult.Cancelled(Task task) -> {
                    account.cancelled(account.row(task.id()), storeTime());
                    coverage.moved(Move.CANCEL);
                    comparison.compare(List.of(task.id()));
                }
                case CancelResult.Requested(Task task, boolean first) -> account.row(task.id()).cancelRequested = true;
                case CancelResult.AlreadyFinal alreadyFinal -> {}
                case CancelResult.NotFound notFound -> {}
            }
        }
    }

    void retried(List<RetryResult> results) {
        for (RetryResult result : results) {
            if (result instanceof RetryResult.Requeued(Task task)) {
                Row row = account.row(task.id());
                rules.rows().retried(row);
                if (Move.RUN_NOW.isOpenTo(row.status)) {
                    task.times()
                            .queuedAt()
                            .ifPresent(stamp -> account.promoted(new Hint(task.type(), task.id(), stamp)));
                    coverage.moved(Move.RUN_NOW);
                } else {
                    account.retried(task);
                    coverage.moved(Move.RETRY);
                }
                comparison.compare(List.of(task.id()));
            }
        }
    }

    void advanced(Advanced advanced) {
        rules.operations().advanced(advanced);
        for (TaskEffect effect : advanced.effects()) {
            coverage.changed(effect, account.row(effect.id()).status);
            account.changed(effect, storeTime());
        }
        comparison.compare(advanced.effects().stream().map(TaskEffect::id).toList());
        advanced.operation().ifPresent(rules.operations()::ended);
    }

    private Instant storeTime() {
        return world.truth().now();
    }
}
