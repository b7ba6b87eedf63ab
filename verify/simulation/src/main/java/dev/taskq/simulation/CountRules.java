package dev.taskq.simulation;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.spi.Completion;

/** How often a task is tried: what a completion must do to its counts, and where they end it. */
final class CountRules {
    private final Violations violations;
    private final Account account;
    private final Coverage coverage;

    CountRules(Violations violations, Account account, Coverage coverage) {
        this.violations = violations;
        this.account = account;
        this.coverage = coverage;
    }

    /** Before the completion is entered: what was written, and what becomes of the row. */
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
                    status == TaskStatus.CANCELLED, "a cancel was asked for, and it became %s: %s", status, row);
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
                "tried too often, and it became %s: %s",
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
                "lost the last time with session %s, which may come back: %s",
                life.id,
                row);
    }

    /** Before it is entered that a loss no longer counts. */
    void forgiven(Row row, long session) {
        violations.check(row.lostWith.contains(session), "not lost with session %s, and taken back: %s", session, row);
    }

    /** The counts that must follow; releases come to 0 where anything else happens. */
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

        /** Losses are the store's to count. */
        boolean matches(int toFailures, int toReleases) {
            return mayBeFailure
                    ? toFailures == failures + 1 && toReleases == 0
                    : toFailures == failures && toReleases == releases;
        }
    }
}
