package dev.taskq.server.rest;

import dev.taskq.server.Caller;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.http.Attendance;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * One call in progress.
 *
 * @param request the request
 * @param correlationId its id in the logs
 * @param caller its caller
 * @param begun when the head of the request had been read, on the clock of {@link System#nanoTime}
 */
record Call(ServerRequest request, String correlationId, Caller caller, long begun) {
    /** The call without a time-out of its caller. */
    CallContext context() {
        return context(Optional.empty());
    }

    /**
     * The call with the time-out of the header {@code Request-Timeout}.
     *
     * @throws ProblemException if the header is not valid
     */
    CallContext contextWithTimeout() {
        return context(RequestTimeout.of(request));
    }

    private CallContext context(Optional<Duration> timeout) {
        return new CallContext(
                caller,
                correlationId,
                CallHeaders.traceparentOf(request.headers()),
                timeout,
                begun,
                Attendance::attended);
    }
}
