package dev.taskq.server.grpc;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.taskq.Submitted;
import dev.taskq.proto.v1.Attempt;
import dev.taskq.proto.v1.AttemptOutcome;
import dev.taskq.proto.v1.ListResponse;
import dev.taskq.proto.v1.Progress;
import dev.taskq.proto.v1.SubmitResponse;
import dev.taskq.proto.v1.Task;
import dev.taskq.proto.v1.TaskStatus;
import dev.taskq.server.call.ShownTask;
import dev.taskq.server.call.TaskList;
import java.time.Instant;

/** Writes tasks as messages. */
final class TaskMessages {
    private TaskMessages() {}

    static SubmitResponse submitted(Submitted submitted) {
        SubmitResponse.Builder message = SubmitResponse.newBuilder()
                .setId(submitted.id())
                .setStatus(status(submitted.status()))
                .setReplayed(submitted.replayed());
        submitted.warning().ifPresent(message::setWarning);
        return message.build();
    }

    static ListResponse page(TaskList page) {
        ListResponse.Builder message = ListResponse.newBuilder();
        page.tasks().forEach(task -> message.addTasks(head(task)));
        page.nextCursor().ifPresent(message::setNextPageToken);
        page.lookedBackTo().ifPresent(time -> message.setLookedBackTo(time(time)));
        return message.build();
    }

    static Task task(ShownTask shown) {
        dev.taskq.Task task = shown.task();
        Task.Builder message = head(task).setParamsJson(task.params());
        shown.warning().ifPresent(message::setWarning);
        task.result().ifPresent(message::setResultJson);
        task.progress().ifPresent(progress -> message.setProgress(progress(progress)));
        task.attempts().forEach(attempt -> message.addAttempts(attempt(attempt)));
        return message.build();
    }

    /** A task of which only the progress has changed since it was sent. */
    static Task progressed(ShownTask shown) {
        Task.Builder message = head(shown.task());
        shown.task().progress().ifPresent(progress -> message.setProgress(progress(progress)));
        return message.build();
    }

    /** All that lists show. */
    private static Task.Builder head(dev.taskq.Task task) {
        Task.Builder message = Task.newBuilder()
                .setId(task.id())
                .setType(task.type())
                .setStatus(status(task.status()))
                .setAttempt(task.counts().attempt())
                .setFailures(task.counts().failures())
                .setLosses(task.counts().losses())
                .setMaxAttempts(task.maxAttempts())
                .setTimeout(Durations.fromNanos(task.timeout().toNanos()))
                .setCancelRequested(task.cancelRequested())
                .setCreatedAt(time(task.times().createdAt()))
                .setUpdatedAt(time(task.times().updatedAt()));
        task.error().ifPresent(message::setError);
        task.times().runAt().ifPresent(time -> message.setRunAt(time(time)));
        task.times().queuedAt().ifPresent(time -> message.setQueuedAt(time(time)));
        task.times().startedAt().ifPresent(time -> message.setStartedAt(time(time)));
        task.times().finishedAt().ifPresent(time -> message.setFinishedAt(time(time)));
        task.agent().ifPresent(message::setAgent);
        task.origin().fire().ifPresent(fire -> {
            message.setSchedule(fire.schedule());
            fire.time().ifPresent(time -> message.setFireTime(time(time)));
        });
        if (!task.origin().caller().isEmpty()) {
            message.setCaller(task.origin().caller());
        }
        if (!task.origin().correlationId().isEmpty()) {
            message.setCorrelationId(task.origin().correlationId());
        }
        return message;
    }

    static Progress progress(dev.taskq.Task.Progress progress) {
        Progress.Builder message =
                Progress.newBuilder().setFraction(progress.fraction()).setAt(time(progress.at()));
        progress.note().ifPresent(message::setNote);
        return message.build();
    }

    private static Attempt attempt(dev.taskq.Task.Attempt attempt) {
        Attempt.Builder message = Attempt.newBuilder()
                .setAttempt(attempt.attempt())
                .setAgent(attempt.agent())
                .setStartedAt(time(attempt.startedAt()))
                .setEndedAt(time(attempt.endedAt()))
                .setOutcome(outcome(attempt.outcome()));
        attempt.error().ifPresent(message::setError);
        return message.build();
    }

    static TaskStatus status(dev.taskq.TaskStatus status) {
        return switch (status) {
            case SCHEDULED -> TaskStatus.TASK_STATUS_SCHEDULED;
            case QUEUED -> TaskStatus.TASK_STATUS_QUEUED;
            case RUNNING -> TaskStatus.TASK_STATUS_RUNNING;
            case SUCCEEDED -> TaskStatus.TASK_STATUS_SUCCEEDED;
            case FAILED -> TaskStatus.TASK_STATUS_FAILED;
            case CANCELLED -> TaskStatus.TASK_STATUS_CANCELLED;
        };
    }

    static AttemptOutcome outcome(dev.taskq.AttemptOutcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> AttemptOutcome.ATTEMPT_OUTCOME_SUCCEEDED;
            case FAILED -> AttemptOutcome.ATTEMPT_OUTCOME_FAILED;
            case GAVE_UP -> AttemptOutcome.ATTEMPT_OUTCOME_GAVE_UP;
            case TIMED_OUT -> AttemptOutcome.ATTEMPT_OUTCOME_TIMED_OUT;
            case RELEASED -> AttemptOutcome.ATTEMPT_OUTCOME_RELEASED;
            case CANCELLED -> AttemptOutcome.ATTEMPT_OUTCOME_CANCELLED;
            case LOST -> AttemptOutcome.ATTEMPT_OUTCOME_LOST;
        };
    }

    static Timestamp time(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
