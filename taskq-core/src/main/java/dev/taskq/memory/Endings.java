package dev.taskq.memory;

import dev.taskq.AttemptOutcome;
import dev.taskq.CancelResult;
import dev.taskq.RetryResult;
import dev.taskq.StoreBusyException;
import dev.taskq.Task.Attempt;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Move;
import dev.taskq.spi.EndResult;
import dev.taskq.spi.Ending;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends executions, and does what a person asks for: cancel and retry. */
final class Endings {
    private Endings() {}

    static List<EndResult> end(Draft draft, long process, List<Ending> endings) {
        List<EndResult> results = new ArrayList<>();
        for (Ending ending : endings) {
            results.add(isOfAnother(draft, process, ending) ? new EndResult.Refused() : end(draft, ending));
        }
        return results;
    }

    /** Whether a session brings it that is another process's. Of a session that was cleared, it is not known. */
    private static boolean isOfAnother(Draft draft, long process, Ending ending) {
        return ending.isByHolder()
                && draft.session(ending.session())
                        .filter(session -> session.process() != process)
                        .isPresent();
    }

    private static EndResult end(Draft draft, Ending ending) {
        Optional<TaskRow> found =
                draft.task(ending.id()).filter(row -> row.wasHeldBy(ending.session(), ending.token()));
        if (found.isEmpty()) {
            return new EndResult.Refused();
        }
        TaskRow row = found.get();
        if (row.status() != TaskStatus.RUNNING) {
            return new EndResult.AlreadyRecorded();
        }
        if (draft.isLocked(row.id())) {
            return new EndResult.Locked();
        }
        TaskRow ended = ended(draft, row, ending);
        draft.put(ended);
        boolean queued = ended.status() == TaskStatus.QUEUED;
        return new EndResult.Recorded(ended.status(), queued ? Optional.of(ended.hint()) : Optional.empty());
    }

    private static TaskRow ended(Draft draft, TaskRow row, Ending ending) {
        Verdict verdict = ending.verdict();
        TaskRow.Edit edit = row.edit(draft.now())
                .counts(verdict.failures(), row.counts().losses(), verdict.releases())
                .outcome(ending.result(), ending.error());
        boolean stop = row.cancelRequested() && verdict.status() != TaskStatus.SUCCEEDED;
        switch (stop ? TaskStatus.CANCELLED : verdict.status()) {
            case QUEUED -> edit.queue();
            case SCHEDULED -> edit.schedule(draft.now().plus(verdict.delay()));
            case SUCCEEDED -> edit.finish(TaskStatus.SUCCEEDED);
            case FAILED -> edit.finish(TaskStatus.FAILED);
            case CANCELLED -> edit.finish(TaskStatus.CANCELLED);
            case RUNNING -> throw new AssertionError("no verdict says so");
        }
        if (!ending.own()) {
            edit.release();
        }
        if (ending.outcome() == AttemptOutcome.LOST) {
            edit.lost(ending.session());
            draft.lost(ending.session(), row.id());
        }
        if (ending.outcome() != AttemptOutcome.SUCCEEDED) {
            edit.attempt(new Attempt(
                    row.counts().attempt(),
                    row.agent().orElseThrow(),
                    row.startedAt().orElseThrow(),
                    draft.now(),
                    ending.outcome(),
                    ending.error()));
        }
        return edit.build();
    }

    static Forgiven forgive(Draft draft, long session, long process, String error) {
        if (draft.session(session).filter(row -> row.process() == process).isEmpty()) {
            return new Forgiven(List.of(), true);
        }
        List<Long> forgiven = new ArrayList<>();
        boolean complete = true;
        for (long id : draft.lostWith(session)) {
            Optional<TaskRow> counting = draft.task(id)
                    .filter(row ->
                            row.lostWith().containsKey(session) && !row.status().isFinal())
                    .filter(row -> row.losses() <= TaskStore.MOST_FORGIVEN);
            if (counting.isPresent() && draft.isLocked(id)) {
                complete = false;
            } else if (counting.isPresent()) {
                draft.put(
                        counting.get().edit(draft.now()).forgive(session, error).build());
                forgiven.add(id);
            }
        }
        return new Forgiven(forgiven, complete);
    }

    static List<CancelResult> cancel(Draft draft, List<Long> ids) {
        List<CancelResult> results = new ArrayList<>();
        for (long id : ids) {
            checkFree(draft, id);
            results.add(draft.task(id).map(row -> cancel(draft, row)).orElse(new CancelResult.NotFound(id)));
        }
        return results;
    }

    private static CancelResult cancel(Draft draft, TaskRow row) {
        if (row.status() == TaskStatus.RUNNING) {
            TaskRow asked = row.cancelRequested()
                    ? row
                    : row.edit(draft.now()).cancelRequested(true).build();
            draft.put(asked);
            return new CancelResult.Requested(asked.toTask());
        }
        if (!Move.CANCEL.isOpenTo(row.status())) {
            return new CancelResult.AlreadyFinal(row.toTask());
        }
        TaskRow cancelled = row.edit(draft.now()).finish(TaskStatus.CANCELLED).build();
        draft.put(cancelled);
        return new CancelResult.Cancelled(cancelled.toTask());
    }

    static List<RetryResult> retry(Draft draft, List<RetryRequest> requests) {
        List<RetryResult> results = new ArrayList<>();
        for (RetryRequest request : requests) {
            checkFree(draft, request.id());
            results.add(draft.task(request.id())
                    .map(row -> retry(draft, row, request))
                    .orElse(new RetryResult.NotFound(request.id())));
        }
        return results;
    }

    private static RetryResult retry(Draft draft, TaskRow row, RetryRequest request) {
        int attempt = row.counts().attempt();
        if (!Move.RETRY.isOpenTo(row.status()) || request.attempt().orElse(attempt) != attempt) {
            return new RetryResult.Refused(row.toTask());
        }
        TaskRow queued = row.edit(draft.now())
                .queue()
                .counts(0, 0, 0)
                .forgetLosses()
                .cancelRequested(false)
                .release()
                .build();
        draft.put(queued);
        return new RetryResult.Requeued(queued.toTask());
    }

    private static void checkFree(Draft draft, long id) {
        if (draft.isLocked(id)) {
            throw new StoreBusyException(null);
        }
    }
}
