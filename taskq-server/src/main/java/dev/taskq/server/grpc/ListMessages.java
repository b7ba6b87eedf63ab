package dev.taskq.server.grpc;

import com.google.protobuf.Timestamp;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.call.ListRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

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
        TaskFilter filter = TaskFilter.ALL
                .withStatuses(statuses(fields, request.getStatusList()))
                .withCreated(new TimeWindow(
                        time(fields, "/created_after", request.hasCreatedAfter(), request.getCreatedAfter()),
                        time(fields, "/created_before", request.hasCreatedBefore(), request.getCreatedBefore())))
                .withFinished(new TimeWindow(
                        time(fields, "/finished_after", request.hasFinishedAfter(), request.getFinishedAfter()),
                        time(fields, "/finished_before", request.hasFinishedBefore(), request.getFinishedBefore())));
        Texts texts = new Texts(fields, filter);
        texts.add(!request.getType().isEmpty(), request.getType(), TaskFilter::withType);
        texts.add(request.hasCaller(), request.getCaller(), TaskFilter::withCaller);
        texts.add(request.hasCorrelationId(), request.getCorrelationId(), TaskFilter::withCorrelationId);
        texts.add(request.hasIdempotencyKey(), request.getIdempotencyKey(), TaskFilter::withIdempotencyKey);
        texts.add(request.hasAgent(), request.getAgent(), TaskFilter::withAgent);
        texts.add(request.hasErrorContains(), request.getErrorContains(), TaskFilter::withErrorContaining);
        int size = request.getPageSize();
        if (size < 0 || size > Coordinator.LIST_LIMIT) {
            fields.violation("/page_size", "must be a whole number from 1 to " + Coordinator.LIST_LIMIT);
        }
        fields.requireNone();
        return new ListRequest(
                texts.filter,
                Optional.of(size).filter(given -> given > 0),
                Optional.of(request.getPageToken()).filter(token -> !token.isEmpty()));
    }

    /** Adds the conditions on a text. For one thread. */
    private static final class Texts {
        private final Fields fields;
        private TaskFilter filter;

        Texts(Fields fields, TaskFilter filter) {
            this.fields = fields;
            this.filter = filter;
        }

        void add(boolean isGiven, String text, BiFunction<TaskFilter, String, TaskFilter> with) {
            if (isGiven) {
                filter = fields.accept("", () -> with.apply(filter, text)).orElse(filter);
            }
        }
    }

    private static Optional<Instant> time(Fields fields, String pointer, boolean isGiven, Timestamp time) {
        return isGiven ? fields.time(pointer, time) : Optional.empty();
    }

    private static Set<TaskStatus> statuses(Fields fields, List<dev.taskq.proto.v1.TaskStatus> given) {
        Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
        int most = TaskStatus.values().length;
        if (given.size() > most) {
            fields.violation("/status", "must have at most " + most + " elements");
            return statuses;
        }
        for (int place = 0; place < given.size(); place++) {
            status(fields, "/status/" + place, given.get(place)).ifPresent(statuses::add);
        }
        return statuses;
    }

    private static Optional<TaskStatus> status(Fields fields, String pointer, dev.taskq.proto.v1.TaskStatus status) {
        return switch (status) {
            case TASK_STATUS_SCHEDULED -> Optional.of(TaskStatus.SCHEDULED);
            case TASK_STATUS_QUEUED -> Optional.of(TaskStatus.QUEUED);
            case TASK_STATUS_RUNNING -> Optional.of(TaskStatus.RUNNING);
            case TASK_STATUS_SUCCEEDED -> Optional.of(TaskStatus.SUCCEEDED);
            case TASK_STATUS_FAILED -> Optional.of(TaskStatus.FAILED);
            case TASK_STATUS_CANCELLED -> Optional.of(TaskStatus.CANCELLED);
            case TASK_STATUS_UNSPECIFIED, UNRECOGNIZED -> {
                fields.violation(pointer, "must be a known status");
                yield Optional.empty();
            }
        };
    }
}
