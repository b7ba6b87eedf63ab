package dev.taskq.server.grpc;

import dev.taskq.Due;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.TaskLimits;
import dev.taskq.proto.v1.SubmitBatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the messages of submissions into tasks. */
final class SubmitMessages {
    private SubmitMessages() {}

    /**
     * Reads one task.
     *
     * @throws dev.taskq.TaskRejectedException if a field cannot be accepted
     */
    static NewTask one(dev.taskq.proto.v1.NewTask task, Origin origin) {
        Fields fields = new Fields();
        Optional<NewTask> read = read(fields, "", task, origin);
        fields.requireNone();
        return read.orElseThrow();
    }

    /**
     * Reads a batch.
     *
     * @param most the most tasks of the batch
     * @throws dev.taskq.TaskRejectedException if a field cannot be accepted
     */
    static List<NewTask> batch(SubmitBatchRequest request, Origin origin, int most) {
        Fields fields = new Fields();
        int number = request.getTasksCount();
        if (number == 0) {
            fields.violation("/tasks", "must not be empty");
        }
        if (number > most) {
            fields.violation("/tasks", "must have at most " + most + " elements");
        }
        if (request.hasIdempotencyKey()) {
            fields.accept("", () -> key(request.getIdempotencyKey()));
        }
        List<NewTask> tasks = new ArrayList<>(Math.min(number, most));
        for (int place = 0; place < Math.min(number, most); place++) {
            String pointer = "/tasks/" + place;
            dev.taskq.proto.v1.NewTask task = request.getTasks(place);
            if (task.hasIdempotencyKey() && request.hasIdempotencyKey()) {
                fields.violation(pointer + "/idempotency_key", "must not be given together with the key of the batch");
            }
            read(fields, pointer, task, origin).ifPresent(tasks::add);
        }
        fields.requireNone();
        return tasks;
    }

    private static Optional<NewTask> read(
            Fields fields, String pointer, dev.taskq.proto.v1.NewTask task, Origin origin) {
        String params = task.hasParamsJson() ? task.getParamsJson() : "{}";
        Optional<String> key = task.hasIdempotencyKey()
                ? fields.accept(pointer, () -> key(task.getIdempotencyKey()))
                : Optional.empty();
        Due due = due(fields, pointer, task).orElseGet(Due::now);
        TaskLimits limits = limits(fields, pointer, task);
        return fields.accept(pointer, () -> new NewTask(task.getType(), params, due, limits, key, origin));
    }

    private static Optional<Due> due(Fields fields, String pointer, dev.taskq.proto.v1.NewTask task) {
        return switch (task.getScheduleCase()) {
            case RUN_AT -> fields.time(pointer + "/run_at", task.getRunAt()).map(Due::at);
            case DELAY ->
                fields.duration(pointer + "/delay", task.getDelay())
                        .flatMap(delay -> fields.accept(pointer, () -> Due.after(delay)));
            case SCHEDULE_NOT_SET -> Optional.empty();
        };
    }

    private static TaskLimits limits(Fields fields, String pointer, dev.taskq.proto.v1.NewTask task) {
        TaskLimits limits = TaskLimits.DEFAULTS;
        if (task.hasMaxAttempts()) {
            TaskLimits before = limits;
            limits = fields.accept(pointer, () -> before.withMaxAttempts(task.getMaxAttempts()))
                    .orElse(before);
        }
        if (task.hasTimeout()) {
            TaskLimits before = limits;
            limits = fields.duration(pointer + "/timeout", task.getTimeout())
                    .flatMap(time -> fields.accept(pointer, () -> before.withTimeout(time)))
                    .orElse(before);
        }
        return limits;
    }

    private static String key(String given) {
        NewTask.checkKey(given);
        return given;
    }
}
