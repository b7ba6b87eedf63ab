package dev.taskq.server.grpc;

import dev.taskq.server.call.Correlation;
import io.grpc.Metadata;
import java.util.Optional;

/**
 * The ids of a call in logs and traces. Immutable.
 *
 * @param correlation its correlation id
 * @param traceparent its position in a trace
 */
record CallIds(String correlation, String traceparent) {
    static final Metadata.Key<String> CORRELATION_ID = CallHandler.key("x-correlation-id");
    private static final Metadata.Key<String> TRACEPARENT = CallHandler.key("traceparent");

    /** Those that the caller gave, and new ones for the others. */
    static CallIds of(Metadata headers) {
        return new CallIds(
                Correlation.idOf(Optional.ofNullable(headers.get(CORRELATION_ID))),
                Correlation.traceparentOf(Optional.ofNullable(headers.get(TRACEPARENT))));
    }
}
