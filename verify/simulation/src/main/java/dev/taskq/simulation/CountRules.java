package dev.taskq.simulation;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.spi.Completion;

/** Checks how often a task is tried: the effect of a completion on its counts, and the bounds at which they end it. */
final class CountRules {
    private final Violations violations;
    private final Account account;
    private final Coverage coverage;

    CountRules(Violations violations, Account account, Coverage coverage) {
        this.violations = violations;
        this.account = account;
        this.coverage = coverage;
    }

    /** Called before the completion is entered, with the write and the new state of the row. */
    void ended(Row row, Completion completion, TaskStatus status) {
        int failures = completion.verdict().failures();
        Expected expected = Expected.after(row.counts, completion.outcome());
        int losses = expected.losses();
        violations.check(
                expected.matches(failures, completion.verdict().releases()),
                "counts became %s after %s, not %s: %s",
                completion.verdict(),
                completion.outcome(),
                expected,
                row);
        if (losses >= Verdicts.MOST_LOSSES) {
            coverage.saw(Notable.TASK_LOST_TOO_OFTEN);
        }
        boolean succeeded = completion.outcome() == AttemptOutcome.SUCCEEDED;
        if (row.cancelRequested && !succeeded) {
            violations.check(
                    status == TaskStatus.CANCELLED,
                    "a cancel was requested, and the status became %s: %s",
                    status,
                    row);
            return;
        }
        violations.check(
                status == completion.verdict().status(), "the verdict was %s, and it became %s", completion, status);
        boolean back = account.life(completion.holder().session())
                .filter(life -> life.everBack)
                .isPresent();
        boolean lost = completion.outcome() == AttemptOutcome.LOST;
        boolean lostTooOften = losses >= Verdicts.MOST_LOSSES;
        boolean tooOften = failures >= row.maxAttempts || (lostTooOften && !(lost && back));
        violations.check(
                succeeded || !tooOften || status == TaskStatus.FAILED,
                "tried too often, and the status became %s: %s",
                status,
                row);
        if (lost && status == TaskStatus.FAILED) {
            violations.check(lostTooOften, "lost, and failed for it too early: %s", row);
            account.life(completion.holder().session()).ifPresent(life -> lastLoss(row, life));
        }
    }

    /** The loss that fails a task waits for its agent to come back. */
    private void lastLoss(Row row, Life life) {
        violations.check(
                !life.lost || !violations.isWithin(life.endedAt, Bounds.LAST_LOSS_WAITS),
                "lost for the last time with session %s, whose agent may come back: %s",
                life.id,
                row);
    }

    /** Called before the account records that a loss no longer counts. */
    void forgiven(Row row, long session) {
        violations.check(
                row.lostWith.contains(session),
                "a loss was taken back that was not counted with session %s: %s",
                session,
                row);
    }

    /** The counts that must follow. Releases become 0 after any other outcome. */
    private record Expected(int failures, int losses, int releases, boolean mayBeFailure) {
        static Expected after(Counts before, AttemptOutcome outcome) {
            return switch (outcome) {
                case SUCCEEDED -> new Expected(before.failures(), before.losses(), 0, false);
                case FAILED, GAVE_UP, TIMED_OUT -> new Expected(before.failures() + 1, before.losses(), 0, false);
                case LOST -> new Expected(before.failures(), before.losses() + 1, 0, false);
                case RELEASED, CANCELLED ->
                    new Expected(
                            before.failures(),
                            before.losses(),
                            before.releases() + 1,
                            before.releases() + 1 == Verdicts.MOST_RELEASES);
            };
        }

        /** The store counts losses. */
        boolean matches(int toFailures, int toReleases) {
            return mayBeFailure
                    ? toFailures == failures + 1 && toReleases == 0
                    : toFailures == failures && toReleases == releases;
        }
    }
}
