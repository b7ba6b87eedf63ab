package dev.taskq.spring;

import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.TaskContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The observations of a submit and of an attempt. The trace context goes from one to the other on the task, as its
 * {@code traceparent}.
 */
final class TaskObservations {
    static final String SUBMIT = "taskq.task.submit";
    static final String RUN = "taskq.task.run";

    private static final String TRACEPARENT = "traceparent";
    /** No type can have it. */
    private static final String SEVERAL = "(several)";

    private TaskObservations() {}

    /** Submits one task, which gets the trace context of the submit unless it has one. */
    static <T> T submit(ObservationRegistry registry, NewTask task, Function<NewTask, T> submit) {
        return submitAll(registry, List.of(task), tasks -> submit.apply(tasks.getFirst()));
    }

    /** Submits tasks in one observation. Those without a trace context get that of the submit. */
    static <T> T submitAll(ObservationRegistry registry, List<NewTask> tasks, Function<List<NewTask>, T> submit) {
        if (registry.isNoop() || tasks.isEmpty()) {
            return submit.apply(tasks);
        }
        Map<String, String> carrier = new HashMap<>();
        SenderContext<Map<String, String>> context = new SenderContext<>(
                (map, key, value) -> {
                    if (map != null) {
                        map.put(key, value);
                    }
                },
                Kind.PRODUCER);
        context.setCarrier(carrier);
        String type = type(tasks);
        Observation observation = Observation.createNotStarted(SUBMIT, () -> context, registry)
                .contextualName("submit " + type)
                .lowCardinalityKeyValue("type", type)
                .highCardinalityKeyValue("tasks", Integer.toString(tasks.size()));
        return observation.observe(() -> submit.apply(tasks.stream()
                .map(task -> traced(task, carrier.get(TRACEPARENT)))
                .toList()));
    }

    private static String type(List<NewTask> tasks) {
        String first = tasks.getFirst().type();
        return tasks.stream().allMatch(task -> task.type().equals(first)) ? first : SEVERAL;
    }

    private static NewTask traced(NewTask task, @Nullable String traceparent) {
        Origin origin = task.origin();
        if (traceparent == null || origin.traceparent().isPresent()) {
            return task;
        }
        return task.withOrigin(new Origin(origin.caller(), origin.correlationId(), Optional.of(traceparent)));
    }

    /** The observation of an attempt, not started. */
    static Observation run(ObservationRegistry registry, String type, TaskContext task) {
        ReceiverContext<Map<String, String>> context = new ReceiverContext<>((map, key) -> map.get(key), Kind.CONSUMER);
        context.setCarrier(
                task.traceparent().map(text -> Map.of(TRACEPARENT, text)).orElse(Map.of()));
        return Observation.createNotStarted(RUN, () -> context, registry)
                .contextualName("run " + type)
                .lowCardinalityKeyValue("type", type)
                .highCardinalityKeyValue("task_id", Long.toString(task.taskId()))
                .highCardinalityKeyValue("attempt", Integer.toString(task.attempt()));
    }
}
