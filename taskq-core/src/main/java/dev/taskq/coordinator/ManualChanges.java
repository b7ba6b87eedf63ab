package dev.taskq.coordinator;

import dev.taskq.CallDeadline;
import dev.taskq.CancelResult;
import dev.taskq.DeleteResult;
import dev.taskq.RetryResult;
import dev.taskq.Task;
import dev.taskq.spi.Hint;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.Submissions;
import dev.taskq.telemetry.TaskFacts;
import dev.taskq.telemetry.TaskLog;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Cancels, retries and deletes single tasks, each with its count and its line in the log. Thread-safe. */
final class ManualChanges {
    private static final TaskLog CANCELLED = TaskLog.routine("cancelled");
    private static final TaskLog RETRIED = TaskLog.routine("retried");

    private final Submissions submissions;
    private final CoordinatorMetrics metrics;
    private final Sender sender;

    ManualChanges(Submissions submissions, CoordinatorMetrics metrics, Sender sender) {
        this.submissions = submissions;
        this.metrics = metrics;
        this.sender = sender;
    }

    CancelResult cancel(long id, CallDeadline deadline) {
        CancelResult result = submissions.cancel(List.of(id), deadline).get(0);
        if (result instanceof CancelResult.Cancelled(Task task)) {
            metrics.cancelled(task.type());
            tell(CANCELLED, task, "task cancelled");
        } else if (result instanceof CancelResult.Requested(Task task, boolean first)) {
            tell(CANCELLED, task, "cancel asked for, the task runs");
        }
        return result;
    }

    RetryResult retry(long id, OptionalInt attempt, CallDeadline deadline) {
        return queue(new RetryRequest(id, attempt), deadline);
    }

    RetryResult runNow(long id, OptionalInt attempt, CallDeadline deadline) {
        return queue(new RetryRequest(id, attempt, true), deadline);
    }

    private RetryResult queue(RetryRequest request, CallDeadline deadline) {
        RetryResult result = submissions.retry(List.of(request), deadline).get(0);
        if (result instanceof RetryResult.Requeued(Task task)) {
            metrics.retriedByHand(task.type());
            tell(RETRIED, task, "task queued by hand");
            task.times()
                    .queuedAt()
                    .ifPresent(stamp -> sender.offer(List.of(new Hint(task.type(), request.id(), stamp))));
        }
        return result;
    }

    DeleteResult delete(long id, CallDeadline deadline) {
        return submissions.delete(List.of(id), deadline).get(0);
    }

    private static void tell(TaskLog log, Task task, String message) {
        if (log.isWanted()) {
            log.write(
                    new TaskFacts(
                            task.origin().correlationId(),
                            task.origin().traceparent(),
                            task.id(),
                            task.type(),
                            task.counts().attempt(),
                            OptionalLong.empty()),
                    message);
        }
    }
}
