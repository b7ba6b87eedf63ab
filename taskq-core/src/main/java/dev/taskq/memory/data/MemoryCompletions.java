package dev.taskq.memory.data;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task.Attempt;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.Scan;
import dev.taskq.spi.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Ends executions, and cleans up after them. */
final class MemoryCompletions implements Completions {
    private final Transactions transactions;
    private final long process;

    MemoryCompletions(Transactions transactions, long process) {
        this.transactions = transactions;
        this.process = process;
    }

    @Override
    public List<CompletionResult> complete(List<Completion> completions) {
        return transactions.change(transaction -> complete(transaction, process, completions));
    }

    @Override
    public List<CheckpointResult> checkpoint(List<Checkpoint> checkpoints) {
        return transactions.change(transaction -> MemoryCheckpoints.store(transaction, process, checkpoints));
    }

    @Override
    public CompletionResult completeIn(Connection connection, Completion completion) throws SQLException {
        return ApplicationTransaction.of(connection, transactions)
                .orElseThrow(() -> new UnsupportedOperationException(
                        "a store in memory takes no part in transactions of other databases"))
                .complete(process, completion);
    }

    @Override
    public List<Orphans> orphans(List<Scan> scans, int max) {
        Transactions.checkPositive("max", max);
        return Scans.orphans(transactions.read(), scans, max);
    }

    @Override
    public Forgiven forgiveLosses(long session, long ofProcess, String error) {
        return transactions.change(transaction -> forgive(transaction, session, ofProcess, error));
    }

    @Override
    public Purged purge(Purge step) {
        Transactions.checkPositive("rows", step.rows());
        return transactions.change(transaction -> purge(transaction, step));
    }

    private static List<CompletionResult> complete(
            Transaction transaction, long process, List<Completion> completions) {
        List<CompletionResult> results = new ArrayList<>();
        for (Completion completion : completions) {
            Ended end = end(transaction, process, completion);
            end.row().ifPresent(row -> write(transaction, row));
            results.add(end.result());
        }
        return results;
    }

    /** What a completion comes to: its result, and the row that it writes, if it is recorded. */
    record Ended(CompletionResult result, Optional<TaskRow> row) {
        private static Ended unchanged(CompletionResult result) {
            return new Ended(result, Optional.empty());
        }
    }

    /** Writes the row of an ended execution. A success removes the checkpoint. */
    static void write(Transaction transaction, TaskRow row) {
        transaction.put(row);
        if (row.status() == TaskStatus.SUCCEEDED) {
            transaction.removeCheckpoint(row.id());
        }
    }

    /** Ends an execution; the caller writes the row. */
    static Ended end(Transaction transaction, long process, Completion completion) {
        Optional<TaskRow> found = transaction.task(completion.id()).filter(row -> row.wasHeldBy(completion.holder()));
        if (found.isEmpty() || isOfAnother(transaction, process, completion)) {
            return Ended.unchanged(new CompletionResult.Refused());
        }
        TaskRow row = found.get();
        if (row.status() != TaskStatus.RUNNING) {
            return Ended.unchanged(new CompletionResult.AlreadyRecorded(row.status()));
        }
        if (transaction.isLocked(row.id())) {
            return Ended.unchanged(new CompletionResult.Locked());
        }
        TaskRow ended = ended(transaction, row, completion);
        boolean queued = ended.status() == TaskStatus.QUEUED;
        return new Ended(
                new CompletionResult.Recorded(ended.status(), queued ? Optional.of(ended.hint()) : Optional.empty()),
                Optional.of(ended));
    }

    /** The result of a completion after another one in the same transaction, which wrote this row. */
    static CompletionResult after(TaskRow written, Completion completion) {
        return written.wasHeldBy(completion.holder())
                ? new CompletionResult.AlreadyRecorded(written.status())
                : new CompletionResult.Refused();
    }

    /** Whether a session of another process reports it. For a cleared session that is not known. */
    private static boolean isOfAnother(Transaction transaction, long process, Completion completion) {
        return completion.isByHolder()
                && transaction
                        .session(completion.holder().session())
                        .filter(session -> session.process() != process)
                        .isPresent();
    }

    private static TaskRow ended(Transaction transaction, TaskRow row, Completion completion) {
        Verdict verdict = completion.verdict();
        TaskRow.Edit edit = row.edit(transaction.now())
                .counts(verdict.failures(), row.counts().losses(), verdict.releases())
                .outcome(completion.result(), completion.error());
        boolean stop = row.cancelRequested() && verdict.status() != TaskStatus.SUCCEEDED;
        switch (stop ? TaskStatus.CANCELLED : verdict.status()) {
            case QUEUED -> edit.queue();
            case SCHEDULED -> edit.schedule(transaction.now().plus(verdict.delay()));
            case SUCCEEDED -> edit.finish(TaskStatus.SUCCEEDED);
            case FAILED -> edit.finish(TaskStatus.FAILED);
            case CANCELLED -> edit.finish(TaskStatus.CANCELLED);
            case RUNNING -> throw new AssertionError("no verdict says so");
        }
        if (!completion.own()) {
            edit.release();
        }
        if (completion.outcome() == AttemptOutcome.LOST) {
            edit.lost(completion.holder().session());
            transaction.lost(completion.holder().session(), row.id());
        }
        if (completion.outcome() != AttemptOutcome.SUCCEEDED) {
            edit.attempt(new Attempt(
                    row.counts().attempt(),
                    row.agent().orElseThrow(),
                    row.startedAt().orElseThrow(),
                    transaction.now(),
                    completion.outcome(),
                    completion.error()));
        }
        return edit.build();
    }

    private static Forgiven forgive(Transaction transaction, long session, long process, String error) {
        if (transaction.session(session).filter(row -> row.process() == process).isEmpty()) {
            return new Forgiven(List.of(), true);
        }
        List<Long> forgiven = new ArrayList<>();
        boolean complete = true;
        for (long id : transaction.lostWith(session)) {
            Optional<TaskRow> counting = transaction
                    .task(id)
                    .filter(row ->
                            row.lostWith().containsKey(session) && !row.status().isFinal())
                    .filter(row -> row.losses() <= MOST_FORGIVEN);
            if (counting.isPresent() && transaction.isLocked(id)) {
                complete = false;
            } else if (counting.isPresent()) {
                transaction.put(counting.get()
                        .edit(transaction.now())
                        .forgive(session, error)
                        .build());
                forgiven.add(id);
            }
        }
        return new Forgiven(forgiven, complete);
    }

    private static Purged purge(Transaction transaction, Purge step) {
        int deleted = 0;
        int scanned = 0;
        OptionalLong old = OptionalLong.empty();
        for (var entry : transaction.tasks().after(step.after())) {
            if (scanned == step.rows()) {
                break;
            }
            scanned++;
            TaskRow row = entry.value();
            if (isOld(row, step, transaction.now())) {
                old = OptionalLong.of(entry.key());
            }
            if (!transaction.isLocked(row.id()) && isPast(row, step, transaction.now())) {
                transaction.remove(row);
                deleted++;
            }
        }
        return new Purged(deleted, old);
    }

    private static boolean isOld(TaskRow row, Purge step, Instant now) {
        Duration shorter =
                step.retention().compareTo(step.failedRetention()) < 0 ? step.retention() : step.failedRetention();
        Instant createdAt = row.given().createdAt();
        return createdAt.plus(shorter).isBefore(now) || createdAt.isAfter(now);
    }

    private static boolean isPast(TaskRow row, Purge step, Instant now) {
        Duration kept = row.status() == TaskStatus.FAILED ? step.failedRetention() : step.retention();
        return row.finishedAt().filter(end -> end.plus(kept).isBefore(now)).isPresent();
    }
}
