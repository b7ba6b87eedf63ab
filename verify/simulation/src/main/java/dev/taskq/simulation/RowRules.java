package dev.taskq.simulation;

import dev.taskq.AttemptOutcome;
import dev.taskq.CancelResult;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Move;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.simulation.world.Member;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Purge;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Checks every write of a row against the account, before the write is entered: one holder, one task for each key, only
 * a retry by hand leaves a final status, and no row is deleted before its retention is over.
 */
final class RowRules {
    private final Setting setting;
    private final Violations violations;
    private final Account account;
    private final Journal journal;
    private final Coverage coverage;

    RowRules(Setting setting, Violations violations, Account account, Journal journal, Coverage coverage) {
        this.setting = setting;
        this.violations = violations;
        this.account = account;
        this.journal = journal;
        this.coverage = coverage;
    }

    void replayed(String key, Inserted result) {
        coverage.saw(Notable.REPLAYED);
        check(
                Long.valueOf(result.id()).equals(account.underKey(key)),
                "key %s stands for %s and was answered %s",
                key,
                account.underKey(key),
                result.id());
    }

    void inserted(Insert insert, Inserted result) {
        check(!account.has(result.id()), "id %s was given twice", result.id());
        if (insert.task().origin().fire().isPresent()) {
            // All tasks of a schedule have the same params.
            return;
        }
        insert.task()
                .idempotencyKey()
                .ifPresentOrElse(
                        key -> check(
                                account.underKey(key) == null,
                                "key %s gave tasks %s and %s",
                                key,
                                account.underKey(key),
                                result.id()),
                        () -> check(
                                account.ofUnkeyed(insert) == null,
                                "one submit gave tasks %s and %s",
                                account.ofUnkeyed(insert),
                                result.id()));
    }

    void claimed(Claim claim, ClaimedTask task) {
        Row row = account.row(task.running().id());
        check(row.status == TaskStatus.QUEUED, "claim of what is not queued: %s", row);
        check(
                !account.isEnded(claim.holder().session()),
                "claim of ended session %s was committed: %s",
                claim.holder().session(),
                row);
        check(
                account.life(claim.holder().session())
                        .filter(life -> claim.holder().token() <= life.settledUpTo)
                        .isEmpty(),
                "claim (%s, %s) was committed after it was settled: %s",
                claim.holder().session(),
                claim.holder().token(),
                row);
        check(
                task.running().counts().attempt() == row.counts.attempt() + 1,
                "attempt %s of %s",
                task.running().counts().attempt(),
                row);
        check(
                !row.counts.isSuspect()
                        || account.runningSuspects().stream()
                                .noneMatch(
                                        other -> other.session == claim.holder().session()),
                "session %s runs a suspect already, and claimed another: %s",
                claim.holder().session(),
                row);
        fits(claim.holder().session(), task);
    }

    /** One task alone always fits. */
    private void fits(long session, ClaimedTask task) {
        long held = account.heldBytes(session);
        violations.check(
                held == 0 || held + task.bytes() <= setting.memoryBytes().orElse(Long.MAX_VALUE),
                "session %s holds %s bytes, and claimed %s more: %s",
                session,
                held,
                task.bytes(),
                task.running().id());
    }

    void settled(Claim claim, ClaimResult result) {
        Row row = account.row(result.id());
        boolean held = row.isHeldBy(claim.holder());
        switch (result) {
            case ClaimResult.Claimed claimed -> check(held, "settled as claimed, and not held: %s", row);
            case ClaimResult.Gone gone -> check(!held, "settled as gone, and held: %s", row);
            case ClaimResult.Locked locked -> {}
            case ClaimResult.Deferred deferred -> throw new AssertionError(deferred);
            case ClaimResult.NoRoom noRoom -> throw new AssertionError(noRoom);
        }
    }

    /** A completion that wrote nothing. */
    void notEnded(Member by, Completion completion, CompletionResult result) {
        Row row = account.row(completion.id());
        switch (result) {
            case CompletionResult.Recorded recorded -> throw new AssertionError(recorded);
            case CompletionResult.AlreadyRecorded(TaskStatus status) -> {
                coverage.saw(Notable.COMPLETION_ALREADY_RECORDED);
                check(
                        row.status == status && row.status != TaskStatus.RUNNING && row.wasHeldBy(completion.holder()),
                        "said to be recorded already: %s of %s",
                        completion,
                        row);
            }
            case CompletionResult.Refused() -> {
                coverage.saw(Notable.COMPLETION_REFUSED);
                boolean ofAnother = completion.isByHolder()
                        && account.life(completion.holder().session())
                                .filter(life -> life.member != by)
                                .isPresent();
                check(ofAnother || !row.isHeldBy(completion.holder()), "refused: %s of %s", completion, row);
            }
            case CompletionResult.Locked() -> coverage.saw(Notable.COMPLETION_LOCKED);
        }
    }

    void ended(Row row, Completion completion) {
        check(
                row.isHeldBy(completion.holder()),
                "a completion was recorded of an execution that does not hold its task: %s of %s",
                completion,
                row);
        check(
                completion.outcome() != AttemptOutcome.SUCCEEDED
                        || journal.hasReturned(row.id, completion.holder().session()),
                "success was recorded of what never returned: %s of %s",
                completion,
                row);
        switch (completion.outcome()) {
            case LOST ->
                check(
                        account.isEnded(completion.holder().session()),
                        "taken back from session %s, which lives: %s",
                        completion.holder().session(),
                        row);
            case TIMED_OUT -> timedOut(row, completion);
            case RELEASED ->
                check(
                        !journal.exits(row.id, completion.holder().session()),
                        "released, and it had called for the end of its process: %s",
                        row);
            case CANCELLED -> check(row.cancelRequested, "interrupted for a cancel that was not requested: %s", row);
            case SUCCEEDED, FAILED, GAVE_UP -> {}
        }
    }

    private void timedOut(Row row, Completion completion) {
        Duration ran = violations.now().minus(row.claimedAt);
        // An agent's own clock may be a little ahead of the commit that stamps the start.
        check(ran.compareTo(row.timeout.minus(Bounds.LATE_COMMIT)) >= 0, "timed out after %s: %s", ran, row);
        if (!completion.own()) {
            coverage.saw(Notable.TIMED_OUT_BY_LEADER);
            check(
                    ran.compareTo(row.timeout.plus(Bounds.OVERDUE_AT_LEAST)) >= 0,
                    "found overdue after %s: %s",
                    ran,
                    row);
        }
    }

    /** A transaction of its handler has committed an effect. */
    void effected(Row row) {
        row.effects++;
        coverage.saw(Notable.EFFECT_COMMITTED);
        check(row.effects == 1, "the effects of its handlers were committed %s times: %s", row.effects, row);
    }

    void promoted(Row row) {
        check(row.status == TaskStatus.SCHEDULED, "promoted, and not scheduled: %s", row);
    }

    void cancelled(CancelResult result) {
        switch (result) {
            case CancelResult.Cancelled(Task task) -> {
                Row row = account.row(task.id());
                check(Move.CANCEL.isOpenTo(row.status), "cancelled at once: %s", row);
            }
            case CancelResult.Requested(Task task, boolean first) -> {
                Row row = account.row(task.id());
                check(row.status == TaskStatus.RUNNING, "asked to stop a task that does not run: %s", row);
                check(!first || !row.cancelRequested, "asked to stop for the first time once more: %s", row);
            }
            case CancelResult.AlreadyFinal(Task task) -> {
                Row row = account.row(task.id());
                check(row.status.isFinal(), "answered as final: %s", row);
            }
            case CancelResult.NotFound(long id) ->
                check(!account.has(id) || account.row(id).purged, "not found: %s", id);
        }
    }

    void retried(Row row) {
        check(Move.RETRY.isOpenTo(row.status) || Move.RUN_NOW.isOpenTo(row.status), "retried by hand: %s", row);
    }

    void purged(Row row, Purge step, Instant storeTime) {
        check(row.status.isFinal(), "deleted, and not final: %s", row);
        Duration kept = row.status == TaskStatus.FAILED ? step.failedRetention() : step.retention();
        Duration age = Duration.between(row.movedAt, storeTime);
        check(age.compareTo(kept) >= 0, "deleted before its retention of %s was over, after %s: %s", kept, age, row);
    }

    private void check(boolean holds, String otherwise, @Nullable Object... facts) {
        violations.check(holds, otherwise, facts);
    }
}
