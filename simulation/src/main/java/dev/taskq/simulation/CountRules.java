package dev.taskq.simulation;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.spi.Ending;

/** How often a task is tried: what an ending must do to its counts, and where they end it. */
final class CountRules {
    private final Violations violations;
    private final Coverage coverage;

    CountRules(Violations violations, Coverage coverage) {
        this.violations = violations;
        this.coverage = coverage;
    }

    /** Before the ending is entered: what was written, and what becomes of the row. */
    void ended(Row row, Ending ending, TaskStatus status) {
        int failures = ending.verdict().failures();
        int losses = ending.verdict().losses();
        Expected expected = Expected.after(row.counts, ending.outcome());
        violations.check(
                expected.matches(failures, losses, ending.verdict().releases()),
                "counts became %s after %s, not %s: %s",
                ending.verdict(),
                ending.outcome(),
                expected,
                row);
        if (losses >= Verdicts.MOST_LOSSES) {
            coverage.saw(Notable.TASK_LOST_TOO_OFTEN);
        }
        boolean succeeded = ending.outcome() == AttemptOutcome.SUCCEEDED;
        if (row.cancelRequested && !succeeded) {
            violations.check(
                    status == TaskStatus.CANCELLED, "a cancel was asked for, and it became %s: %s", status, row);
            return;
        }
        violations.check(status == ending.verdict().status(), "the verdict was %s, and it became %s", ending, status);
        boolean tooOften = failures >= row.maxAttempts || losses >= Verdicts.MOST_LOSSES;
        violations.check(
                succeeded || !tooOften || status == TaskStatus.FAILED,
                "tried too often, and it became %s: %s",
                status,
                row);
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

        boolean matches(int toFailures, int toLosses, int toReleases) {
            return mayBeFailure
                    ? toFailures == failures + 1 && toLosses == losses && toReleases == 0
                    : toFailures == failures && toLosses == losses && toReleases == releases;
        }
    }
}
