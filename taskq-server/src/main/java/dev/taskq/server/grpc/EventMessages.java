package dev.taskq.server.grpc;

import dev.taskq.proto.v1.TaskEvent;
import dev.taskq.proto.v1.TaskEventKind;

/** Writes events as messages. Empty fields are not set. */
final class EventMessages {
    private EventMessages() {}

    static TaskEvent event(dev.taskq.TaskEvent event) {
        TaskEvent.Builder message = TaskEvent.newBuilder()
                .setId(event.id())
                .setEvent(kind(event.kind()))
                .setAt(TaskMessages.time(event.at()))
                .setAttempt(event.attempt());
        event.agent().ifPresent(message::setAgent);
        event.outcome().ifPresent(outcome -> message.setOutcome(TaskMessages.outcome(outcome)));
        event.status().ifPresent(status -> message.setStatus(TaskMessages.status(status)));
        event.dueAt().ifPresent(time -> message.setDueAt(TaskMessages.time(time)));
        event.progress().ifPresent(progress -> message.setProgress(TaskMessages.progress(progress)));
        event.error().ifPresent(message::setError);
        return message.build();
    }

    private static TaskEventKind kind(dev.taskq.TaskEvent.Kind kind) {
        return switch (kind) {
            case CREATED -> TaskEventKind.TASK_EVENT_KIND_CREATED;
            case SCHEDULED -> TaskEventKind.TASK_EVENT_KIND_SCHEDULED;
            case QUEUED -> TaskEventKind.TASK_EVENT_KIND_QUEUED;
            case RETRIED -> TaskEventKind.TASK_EVENT_KIND_RETRIED;
            case STARTED -> TaskEventKind.TASK_EVENT_KIND_STARTED;
            case PROGRESS -> TaskEventKind.TASK_EVENT_KIND_PROGRESS;
            case CANCEL_REQUESTED -> TaskEventKind.TASK_EVENT_KIND_CANCEL_REQUESTED;
            case ATTEMPT_ENDED -> TaskEventKind.TASK_EVENT_KIND_ATTEMPT_ENDED;
            case FINISHED -> TaskEventKind.TASK_EVENT_KIND_FINISHED;
        };
    }
}
