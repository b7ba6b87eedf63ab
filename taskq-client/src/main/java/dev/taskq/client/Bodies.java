package dev.taskq.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bodies of submits. */
final class Bodies {
    private Bodies() {}

    /** One task. Its key is not in the body but in a header. */
    static byte[] task(NewTask task, Json json) {
        return json.write(fields(task, json));
    }

    /**
     * Several tasks.
     *
     * @param keys the key of each task, in their order; empty if they have none
     */
    static byte[] batch(List<NewTask> tasks, List<Optional<String>> keys, Json json) {
        List<Map<String, Object>> all =
                tasks.stream().map(task -> fields(task, json)).toList();
        for (int i = 0; i < keys.size(); i++) {
            Map<String, Object> task = all.get(i);
            keys.get(i).ifPresent(key -> task.put("idempotency_key", key));
        }
        return json.write(Map.of("tasks", all));
    }

    private static Map<String, Object> fields(NewTask task, Json json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", task.type());
        fields.put("params", json.tree(task.params()));
        due(task.due()).ifPresent(field -> fields.put(field.getKey(), field.getValue()));
        task.maxAttempts().ifPresent(most -> fields.put("max_attempts", most));
        task.timeout().ifPresent(longest -> fields.put("timeout", longest.toString()));
        return fields;
    }

    private static Optional<Map.Entry<String, String>> due(NewTask.Due due) {
        return switch (due) {
            case NewTask.Due.Now now -> Optional.empty();
            case NewTask.Due.At at -> Optional.of(Map.entry("run_at", at.time().toString()));
            case NewTask.Due.After after ->
                Optional.of(Map.entry("delay", after.delay().toString()));
        };
    }
}
