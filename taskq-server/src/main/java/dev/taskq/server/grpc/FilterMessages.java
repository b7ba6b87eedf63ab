package dev.taskq.server.grpc;

import com.google.protobuf.Timestamp;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Reads the filters of lists and operations. */
final class FilterMessages {
    private static final String POINTER = "/filter";

    private FilterMessages() {}

    /**
     * Reads the field {@code filter} of a message.
     *
     * @param fields gets everything that is wrong with it
     */
    static TaskFilter read(Fields fields, dev.taskq.proto.v1.TaskFilter message) {
        TaskFilter filter = TaskFilter.ALL
                .withStatuses(statuses(fields, message.getStatusList()))
                .withCreated(new TimeWindow(
                        time(fields, "/created_after", message.hasCreatedAfter(), message.getCreatedAfter()),
                        time(fields, "/created_before", message.hasCreatedBefore(), message.getCreatedBefore())))
                .withFinished(new TimeWindow(
                        time(fields, "/finished_after", message.hasFinishedAfter(), message.getFinishedAfter()),
                        time(fields, "/finished_before", message.hasFinishedBefore(), message.getFinishedBefore())));
        Texts texts = new Texts(fields, filter);
        texts.add(message.hasType(), message.getType(), TaskFilter::withType);
        texts.add(message.hasCaller(), message.getCaller(), TaskFilter::withCaller);
        texts.add(message.hasCorrelationId(), message.getCorrelationId(), TaskFilter::withCorrelationId);
        texts.add(message.hasIdempotencyKey(), message.getIdempotencyKey(), TaskFilter::withIdempotencyKey);
        texts.add(message.hasAgent(), message.getAgent(), TaskFilter::withAgent);
        texts.add(message.hasSchedule(), message.getSchedule(), TaskFilter::withSchedule);
        texts.add(message.hasErrorContains(), message.getErrorContains(), TaskFilter::withErrorContaining);
        return texts.filter;
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
                filter = fields.accept(POINTER, () -> with.apply(filter, text)).orElse(filter);
            }
        }
    }

    private static Optional<Instant> time(Fields fields, String pointer, boolean isGiven, Timestamp time) {
        return isGiven ? fields.time(POINTER + pointer, time) : Optional.empty();
    }

    private static Set<TaskStatus> statuses(Fields fields, List<dev.taskq.proto.v1.TaskStatus> given) {
        Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
        int most = TaskStatus.values().length;
        if (given.size() > most) {
            fields.violation(POINTER + "/status", "must have at most " + most + " elements");
            return statuses;
        }
        for (int place = 0; place < given.size(); place++) {
            status(fields, POINTER + "/status/" + place, given.get(place)).ifPresent(statuses::add);
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
