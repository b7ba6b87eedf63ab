package dev.taskq.simulation;

import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Move;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.TaskEffect;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks operations on many tasks: a task is handled at most once by each, only if it was stored before the operation,
 * and an operation that is done has skipped none.
 */
final class OperationRules {
    private final Violations violations;
    private final Account account;
    private final Coverage coverage;
    private final Map<Long, Known> operations = new HashMap<>();

    OperationRules(Violations violations, Account account, Coverage coverage) {
        this.violations = violations;
        this.account = account;
        this.coverage = coverage;
    }

    /** The known facts about an operation. */
    private static final class Known {
        final Duration startedAt;
        final Set<Long> stored;
        final Set<Long> handled = new HashSet<>();

        Known(Duration startedAt, Set<Long> stored) {
            this.startedAt = startedAt;
            this.stored = stored;
        }
    }

    void started(Operation operation) {
        operations.put(
                operation.id(),
                new Known(
                        violations.now(),
                        account.rows().stream()
                                .filter(row -> !row.purged)
                                .map(row -> row.id)
                                .collect(Collectors.toSet())));
    }

    /** The store was restored to an earlier time: what it knows of operations is older than this. */
    void forget() {
        operations.clear();
    }

    /** Called before the effects are entered in the account. */
    void advanced(Advanced advanced) {
        advanced.operation().ifPresent(operation -> {
            Known known = operations.get(operation.id());
            for (TaskEffect effect : advanced.effects()) {
                Row row = account.row(effect.id());
                mayBeMade(operation.request().action(), effect, row);
                if (known != null) {
                    violations.check(
                            known.stored.contains(row.id), "%s handled a task stored later: %s", operation, row);
                    violations.check(known.handled.add(row.id), "%s handled a task twice: %s", operation, row);
                }
            }
        });
    }

    private void mayBeMade(OperationAction action, TaskEffect effect, Row row) {
        boolean open = switch (effect) {
            case TaskEffect.Cancelled cancelled -> Move.CANCEL.isOpenTo(row.status);
            case TaskEffect.CancelRequested requested -> row.status == TaskStatus.RUNNING;
            case TaskEffect.Queued queued ->
                (action == OperationAction.RUN_NOW ? Move.RUN_NOW : Move.RETRY).isOpenTo(row.status);
            case TaskEffect.Deleted deleted -> row.status.isFinal();
        };
        violations.check(open, "%s by %s of %s", effect, action, row);
    }

    /** Called after the effects are entered in the account. */
    void ended(Operation operation) {
        Known known = operations.get(operation.id());
        if (operation.status() != OperationStatus.DONE || known == null) {
            return;
        }
        coverage.saw(Notable.OPERATION_DONE);
        violations.check(
                operation.counts().done() == known.handled.size(),
                "%s has handled %s tasks",
                operation,
                known.handled.size());
        OperationAction action = operation.request().action();
        for (Row row : account.rows()) {
            boolean always = !row.purged
                    && known.stored.contains(row.id)
                    && action.statuses().contains(row.status)
                    && row.since.compareTo(known.startedAt) < 0;
            violations.check(
                    !always
                            || known.handled.contains(row.id)
                            || operation.counts().failed() > 0,
                    "%s is done and has skipped: %s",
                    operation,
                    row);
        }
    }
}
