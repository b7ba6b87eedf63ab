package dev.taskq.client;

import java.util.Optional;

/**
 * How calls, and the tasks that they submit, are found in logs and traces. Immutable.
 *
 * @param correlationId 1 to 128 printable ASCII characters without spaces; the coordinator makes one if there is none
 * @param traceparent the trace context (W3C); the coordinator makes one if there is none
 */
public record Trace(Optional<String> correlationId, Optional<String> traceparent) {
    /** The coordinator makes both. */
    public static final Trace NONE = new Trace(Optional.empty(), Optional.empty());

    /**
     * A trace by a correlation id.
     *
     * @param correlationId the id
     * @return the trace
     */
    public static Trace of(String correlationId) {
        return new Trace(Optional.of(correlationId), Optional.empty());
    }

    /**
     * This trace with a trace context.
     *
     * @param context the {@code traceparent}
     * @return the new value
     */
    public Trace withTraceparent(String context) {
        return new Trace(correlationId, Optional.of(context));
    }
}
