package dev.taskq.simulation;

import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Verdicts;

/** What became of the tasks, held against what their handlers do. */
final class OutcomeRules {
    private final Setting setting;
    private final Account account;
    private final Struck struck;
    private final Violations violations;

    OutcomeRules(Setting setting, Checker checker) {
        this.setting = setting;
        this.account = checker.account();
        this.struck = checker.struck();
        this.violations = checker.violations();
    }

    void check() {
        for (Row row : account.rows()) {
            if (row.status == TaskStatus.CANCELLED || row.retriedByHand) {
                continue;
            }
            Behaviour does = Handler.does(row);
            if (does.endsWell()) {
                violations.check(
                        row.status == TaskStatus.SUCCEEDED || mayEndBadly(),
                        "ends well, left to itself, and became: %s",
                        row);
            } else {
                violations.check(
                        row.status == TaskStatus.FAILED || (row.status == TaskStatus.SUCCEEDED && outlastsAll(does)),
                        "never ends well, and became: %s",
                        row);
            }
            if (struck.number() == 0 && setting.drains().isEmpty() && !account.wasAnyRetriedByHand()) {
                checkCounts(row, does);
            }
        }
    }

    /**
     * Whether a task may end badly that ends well, left to itself. It may have been lost with each task that kills its agent
     * until that was a suspect. It may have been lost, or timed out while its process stood still, once for each thing that
     * struck.
     */
    private boolean mayEndBadly() {
        int losses = setting.orders().stream()
                .filter(order -> order.does() == Behaviour.KILLS)
                .mapToInt(order -> order.retried() ? 2 * Counts.SUSPECT_LOSSES : Counts.SUSPECT_LOSSES)
                .sum();
        if (struck.number() == 0 && setting.drains().isEmpty()) {
            return losses >= Verdicts.MOST_LOSSES;
        }
        return setting.has(Behaviour.EXITS) || losses + struck.ofProcesses() > 3;
    }

    /** Whether its process may have stood still from before its time-out until it returned: then nobody stopped it. */
    private boolean outlastsAll(Behaviour does) {
        return does == Behaviour.IGNORES_INTERRUPTION
                && struck.inAll().compareTo(Handler.IGNORES_FOR.minus(Handler.TIMEOUT)) >= 0;
    }

    /** Where nothing went wrong around a task, its counts are its own. */
    private void checkCounts(Row row, Behaviour does) {
        switch (does) {
            case KILLS ->
                violations.check(row.counts.losses() == Verdicts.MOST_LOSSES, "kills its agents, and became: %s", row);
            case EXITS, FAILS, THROWS_ERROR, HANGS ->
                violations.check(
                        row.counts.failures() == row.maxAttempts
                                && (row.counts.losses() == 0 || setting.has(Behaviour.KILLS)),
                        "fails each time, and became: %s",
                        row);
            case SUCCEEDS, TAKES_LONG, LASTS, FAILS_ONCE, ASKS_FOR_RETRY, GIVES_UP, IGNORES_INTERRUPTION -> {}
        }
    }
}
