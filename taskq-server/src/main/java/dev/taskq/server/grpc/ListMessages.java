package dev.taskq.server.grpc;

import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.call.ListRequest;
import java.time.Instant;
import java.util.Optional;

/** Reads the message of a list. */
final class ListMessages {
    private ListMessages() {}

    /**
     * Reads the request.
     *
     * @throws dev.taskq.TaskRejectedException if a field cannot be accepted
     */
    static ListRequest read(dev.taskq.proto.v1.ListRequest request) {
        Fields fields = new Fields();
        Optional<TaskStatus> status = status(fields, request.getStatus());
        Optional<String> type = Optional.of(request.getType()).filter(name -> !name.isEmpty());
        Optional<Instant> after =
                request.hasCreatedAfter() ? fields.time("/created_after", request.getCreatedAfter()) : Optional.empty();
        Optional<Instant> before = request.hasCreatedBefore()
                ? fields.time("/created_before", request.getCreatedBefore())
                : Optional.empty();
        int size = request.getPageSize();
        if (size < 0 || size > Coordinator.LIST_LIMIT) {
            fields.violation("/page_size", "must be a whole number from 1 to " + Coordinator.LIST_LIMIT);
        }
        Optional<TaskFilter> filter = fields.accept("", () -> filter(status, type, new TimeWindow(after, before)));
        fields.requireNone();
        return new ListRequest(
                filter.orElseThrow(),
                Optional.of(size).filter(given -> given > 0),
                Optional.of(request.getPageToken()).filter(token -> !token.isEmpty()));
    }

    private static TaskFilter filter(Optional<TaskStatus> status, Optional<String> type, TimeWindow created) {
        TaskFilter filter = TaskFilter.ALL.withCreated(created);
        filter = status.map(filter::withStatus).orElse(filter);
        return type.map(filter::withType).orElse(filter);
    }

    private static Optional<TaskStatus> status(Fields fields, dev.taskq.proto.v1.TaskStatus status) {
        return switch (status) {
            case TASK_STATUS_SCHEDULED -> Optional.of(TaskStatus.SCHEDULED);
            case TASK_STATUS_QUEUED -> Optional.of(TaskStatus.QUEUED);
            case TASK_STATUS_RUNNING -> Optional.of(TaskStatus.RUNNING);
            case TASK_STATUS_SUCCEEDED -> Optional.of(TaskStatus.SUCCEEDED);
            case TASK_STATUS_FAILED -> Optional.of(TaskStatus.FAILED);
            case TASK_STATUS_CANCELLED -> Optional.of(TaskStatus.CANCELLED);
            case TASK_STATUS_UNSPECIFIED -> Optional.empty();
            case UNRECOGNIZED -> {
                fields.violation("/status", "must be a known status");
                yield Optional.empty();
            }
        };
    }
}
