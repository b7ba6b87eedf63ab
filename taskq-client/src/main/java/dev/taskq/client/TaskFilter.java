package dev.taskq.client;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Selects tasks. Immutable; {@code with…} methods return narrower copies. A time window contains its start and not its
 * end. The coordinator checks all values.
 */
public final class TaskFilter {
    /** Selects all tasks. */
    public static final TaskFilter ALL = new TaskFilter(Map.of());

    private static final String STATUS = "status";

    /** By the names in the API. Only a status can have several values. */
    private final Map<String, List<String>> values;

    private TaskFilter(Map<String, List<String>> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Only tasks in one of these statuses.
     *
     * @param any the statuses
     * @return the new value
     */
    public TaskFilter withStatus(TaskStatus... any) {
        return with(STATUS, Arrays.stream(any).map(TaskStatus::name).toList());
    }

    /**
     * Only tasks of a type.
     *
     * @param type the type's name
     * @return the new value
     */
    public TaskFilter withType(String type) {
        return with("type", type);
    }

    /**
     * Only tasks that a caller submitted.
     *
     * @param caller the caller's name
     * @return the new value
     */
    public TaskFilter withCaller(String caller) {
        return with("caller", caller);
    }

    /**
     * Only tasks with a correlation id.
     *
     * @param id the id
     * @return the new value
     */
    public TaskFilter withCorrelationId(String id) {
        return with("correlation_id", id);
    }

    /**
     * Only tasks with an idempotency key.
     *
     * @param key the key
     * @return the new value
     */
    public TaskFilter withIdempotencyKey(String key) {
        return with("idempotency_key", key);
    }

    /**
     * Only tasks that an agent runs or ran last.
     *
     * @param agent the agent's name
     * @return the new value
     */
    public TaskFilter withAgent(String agent) {
        return with("agent", agent);
    }

    /**
     * Only tasks of a schedule: fired, or run by hand.
     *
     * @param schedule the schedule's name
     * @return the new value
     */
    public TaskFilter withSchedule(String schedule) {
        return with("schedule", schedule);
    }

    /**
     * Only tasks that were stored at a time or later.
     *
     * @param time the time
     * @return the new value
     */
    public TaskFilter createdAfter(Instant time) {
        return with("created_after", time.toString());
    }

    /**
     * Only tasks that were stored before a time.
     *
     * @param time the time
     * @return the new value
     */
    public TaskFilter createdBefore(Instant time) {
        return with("created_before", time.toString());
    }

    /**
     * Only tasks that became final at a time or later.
     *
     * @param time the time
     * @return the new value
     */
    public TaskFilter finishedAfter(Instant time) {
        return with("finished_after", time.toString());
    }

    /**
     * Only tasks that became final before a time.
     *
     * @param time the time
     * @return the new value
     */
    public TaskFilter finishedBefore(Instant time) {
        return with("finished_before", time.toString());
    }

    /**
     * Only tasks whose last error contains a text.
     *
     * @param text the text
     * @return the new value
     */
    public TaskFilter withErrorContaining(String text) {
        return with("error_contains", text);
    }

    Map<String, List<String>> values() {
        return values;
    }

    /** The filter as a field of a body. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        values.forEach((name, given) -> json.put(name, name.equals(STATUS) ? given : given.get(0)));
        return json;
    }

    private TaskFilter with(String name, String value) {
        return with(name, List.of(value));
    }

    private TaskFilter with(String name, List<String> given) {
        Map<String, List<String>> more = new LinkedHashMap<>(values);
        more.put(name, given);
        return new TaskFilter(more);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskFilter filter && filter.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
