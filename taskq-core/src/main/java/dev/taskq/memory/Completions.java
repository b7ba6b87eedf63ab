package dev.taskq.memory;

import dev.taskq.AttemptOutcome;
import dev.taskq.CancelResult;
import dev.taskq.RetryResult;
import dev.taskq.StoreBusyException;
import dev.taskq.Task.Attempt;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Move;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends executions, and does what a person asks for: cancel and retry. */
final class Completions {
    private Completions() {}

    static List<CompletionResult> complete(Transaction transaction, long process, List<Completion> completions) {
        List<CompletionResult> results = new ArrayList<>();
        for (Completion completion : completions) {
            results.add(
                    isOfAnother(transaction, process, completion)
                            ? new CompletionResult.Refused()
                            : complete(transaction, completion));
        }
        return results;
    }

    /** Whether a session brings it that is another process's. Of a session that was cleared, it is not known. */
    private static boolean isOfAnother(Transaction transaction, long process, Completion completion) {
        return completion.isByHolder()
                && transaction
                        .session(completion.session())
                        .filter(session -> session.process() != process)
                        .isPresent();
    }

    private static CompletionResult complete(Transaction transaction, Completion completion) {
        Optional<TaskRow> found = transaction
                .task(completion.id())
                .filter(row -> row.wasHeldBy(completion.session(), completion.token()));
        if (found.isEmpty()) {
            return new CompletionResult.Refused();
        }
        TaskRow row = found.get();
        if (row.status() != TaskStatus.RUNNING) {
            return new CompletionResult.AlreadyRecorded();
        }
        if (transaction.isLocked(row.id())) {
            return new CompletionResult.Locked();
        }
        TaskRow ended = ended(transaction, row, completion);
        transaction.put(ended);
        boolean queued = ended.status() == TaskStatus.QUEUED;
        return new CompletionResult.Recorded(ended.status(), queued ? Optional.of(ended.hint()) : Optional.empty());
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
            edit.lost(completion.session());
            transaction.lost(completion.session(), row.id());
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

    static Forgiven forgive(Transaction transaction, long session, long process, String error) {
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
                    .filter(row -> row.losses() <= TaskStore.MOST_FORGIVEN);
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

    static List<CancelResult> cancel(Transaction transaction, List<Long> ids) {
        List<CancelResult> results = new ArrayList<>();
        for (long id : ids) {
            checkFree(transaction, id);
            results.add(
                    transaction.task(id).map(row -> cancel(transaction, row)).orElse(new CancelResult.NotFound(id)));
        }
        return results;
    }

    private static CancelResult cancel(Transaction transaction, TaskRow row) {
        if (row.status() == TaskStatus.RUNNING) {
            TaskRow asked = row.cancelRequested()
                    ? row
                    : row.edit(transaction.now()).cancelRequested(true).build();
            transaction.put(asked);
            return new CancelResult.Requested(asked.toTask());
        }
        if (!Move.CANCEL.isOpenTo(row.status())) {
            return new CancelResult.AlreadyFinal(row.toTask());
        }
        TaskRow cancelled =
                row.edit(transaction.now()).finish(TaskStatus.CANCELLED).build();
        transaction.put(cancelled);
        return new CancelResult.Cancelled(cancelled.toTask());
    }

    static List<RetryResult> retry(Transaction transaction, List<RetryRequest> requests) {
        List<RetryResult> results = new ArrayList<>();
        for (RetryRequest request : requests) {
            checkFree(transaction, request.id());
            results.add(transaction
                    .task(request.id())
                    .map(row -> retry(transaction, row, request))
                    .orElse(new RetryResult.NotFound(request.id())));
        }
        return results;
    }

    private static RetryResult retry(Transaction transaction, TaskRow row, RetryRequest request) {
        int attempt = row.counts().attempt();
        if (!Move.RETRY.isOpenTo(row.status()) || request.attempt().orElse(attempt) != attempt) {
            return new RetryResult.Refused(row.toTask());
        }
        TaskRow queued = row.edit(transaction.now())
                .queue()
                .counts(0, 0, 0)
                .forgetLosses()
                .cancelRequested(false)
                .release()
                .build();
        transaction.put(queued);
        return new RetryResult.Requeued(queued.toTask());
    }

    private static void checkFree(Transaction transaction, long id) {
        if (transaction.isLocked(id)) {
            throw new StoreBusyException(null);
        }
    }
}
