package dev.taskq.telemetry;

import dev.taskq.spi.RunningTask;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The facts about a task in a log line. Immutable.
 *
 * @param traceparent the W3C trace context of its submission
 * @param attempt the number of its last attempt, 0 before the first
 * @param session the session that runs it, if one does
 */
public record TaskFacts(
        String correlationId, Optional<String> traceparent, long id, String type, int attempt, OptionalLong session) {
    static final Set<String> KEYS = Set.of("correlation_id", "task_id", "type", "attempt", "session", "trace_id");

    private static final int TRACE_ID = 3;
    private static final int AFTER_TRACE_ID = 35;

    /** The facts about a running task. */
    public static TaskFacts of(RunningTask running) {
        return new TaskFacts(
                running.correlationId(),
                running.traceparent(),
                running.id(),
                running.type(),
                running.counts().attempt(),
                OptionalLong.of(running.holder().session()));
    }

    /**
     * The facts as entries of the logger context.
     *
     * @return {@code correlation_id}, {@code task_id}, {@code type}, {@code attempt}, and, if present, {@code session}
     *     and {@code trace_id}
     */
    public Map<String, String> context() {
        Map<String, String> context = new LinkedHashMap<>();
        context.put("correlation_id", correlationId);
        context.put("task_id", Long.toString(id));
        context.put("type", type);
        context.put("attempt", Integer.toString(attempt));
        session.ifPresent(number -> context.put("session", Long.toString(number)));
        traceparent
                .filter(text -> text.length() >= AFTER_TRACE_ID)
                .ifPresent(text -> context.put("trace_id", text.substring(TRACE_ID, AFTER_TRACE_ID)));
        return Collections.unmodifiableMap(context);
    }
}
