package dev.taskq.simulation;

import dev.taskq.Task.Counts;
import dev.taskq.TaskLimits;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Verdicts;

/** Compares the outcomes of the tasks with the behaviour of their handlers. */
final class OutcomeRules {
    private final Setting setting;
    private final Account account;
    private final Journal journal;
    private final Struck struck;
    private final Violations violations;

    OutcomeRules(Setting setting, Journal journal, Checker checker) {
        this.setting = setting;
        this.journal = journal;
        this.account = checker.account();
        this.struck = checker.struck();
        this.violations = checker.violations();
    }

    void check() {
        for (Row row : account.rows()) {
            Handler.order(setting, row)
                    .filter(order -> order.completing().isPresent())
                    .ifPresent(order -> checkEffects(row, order));
            if (row.status == TaskStatus.CANCELLED || row.retriedByHand) {
                continue;
            }
            Behaviour does = Handler.does(row);
            if (does.endsWell()) {
                violations.check(
                        row.status == TaskStatus.SUCCEEDED || mayEndBadly() || mayWaitTooLong(does),
                        "must succeed, and became: %s",
                        row);
            } else {
                violations.check(
                        row.status == TaskStatus.FAILED || (row.status == TaskStatus.SUCCEEDED && outlastsAll(does)),
                        "must not succeed, and became: %s",
                        row);
            }
            if (struck.number() == 0 && setting.drains().isEmpty() && !account.wasAnyRetriedByHand()) {
                checkCounts(row, does);
            }
        }
    }

    /** A task of which the handler completes itself has its effects exactly once if it has succeeded, and none otherwise. */
    private void checkEffects(Row row, Order order) {
        int expected = row.status == TaskStatus.SUCCEEDED ? 1 : 0;
        violations.check(row.effects == expected, "has %s effects: %s", row.effects, row);
        // An agent that has written off a thread for each slot drains and ends.
        boolean undisturbed = struck.number() == 0
                && !setting.stopsAgents()
                && setting.bulks().isEmpty()
                && !setting.endsProcesses()
                && !setting.has(Behaviour.IGNORES_INTERRUPTION)
                && order.cancelAfter() < 0;
        violations.check(
                !undisturbed || !journal.wasStoppedAfterCommit(row.id),
                "its handler was interrupted after it had committed: %s",
                row);
    }

    /**
     * Whether a task may fail although its handler would succeed. It may have been lost with each task that kills its
     * agent, until that one became a suspect. It may have been lost, or timed out while its process was frozen, or its
     * own transaction may have failed, once for each accident.
     */
    private boolean mayEndBadly() {
        int losses = setting.orders().stream()
                .filter(order -> order.does() == Behaviour.KILLS)
                .mapToInt(order -> order.retried() ? 2 * Counts.SUSPECT_LOSSES : Counts.SUSPECT_LOSSES)
                .sum();
        if (struck.number() == 0 && setting.drains().isEmpty()) {
            return losses >= Verdicts.MOST_LOSSES;
        }
        return setting.has(Behaviour.EXITS) || losses + struck.ofProcesses() + struck.ofTransactions() > 3;
    }

    /**
     * Whether each attempt may have failed or timed out in its wait for the store. A long accident holds up several
     * attempts, one after the other.
     */
    private boolean mayWaitTooLong(Behaviour does) {
        long timeouts = struck.inAll().dividedBy(Handler.SPARE_TIME);
        return does == Behaviour.STEPS && struck.number() + timeouts >= TaskLimits.DEFAULT_MAX_ATTEMPTS;
    }

    /** Whether its process may have been frozen from before its time-out until it returned. Then it was not stopped. */
    private boolean outlastsAll(Behaviour does) {
        return does == Behaviour.IGNORES_INTERRUPTION
                && struck.inAll().compareTo(Handler.IGNORES_FOR.minus(Handler.TIMEOUT)) >= 0;
    }

    /** If no accident affected a task, its counts follow from its handler alone. */
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
            case SUCCEEDS, TAKES_LONG, LASTS ->
                violations.check(
                        journal.runs(row.id) <= 1 + row.counts.failures()
                                || setting.endsProcesses()
                                || setting.has(Behaviour.IGNORES_INTERRUPTION),
                        "ran %s times, although nothing ended its agent: %s",
                        journal.runs(row.id),
                        row);
            case FAILS_ONCE, ASKS_FOR_RETRY, GIVES_UP, IGNORES_INTERRUPTION, STEPS -> {}
        }
    }
}
