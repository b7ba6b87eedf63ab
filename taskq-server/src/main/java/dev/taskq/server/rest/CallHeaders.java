package dev.taskq.server.rest;

import dev.taskq.server.call.Correlation;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;

/** The headers that correlate a call with its logs. */
final class CallHeaders {
    static final HeaderName CORRELATION_ID = HeaderNames.create("X-Correlation-Id");

    private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");

    private CallHeaders() {}

    static String correlationIdOf(Headers headers) {
        return Correlation.idOf(headers.value(CORRELATION_ID));
    }

    static String traceparentOf(Headers headers) {
        return Correlation.traceparentOf(headers.value(TRACEPARENT));
    }
}
