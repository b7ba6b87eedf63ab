package dev.taskq.server.rest;

import dev.taskq.server.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;

/**
 * One call in progress.
 *
 * @param request the request
 * @param correlationId its id in the logs
 * @param caller its caller
 * @param begun when the head of the request had been read, on the clock of {@link System#nanoTime}
 */
record Call(ServerRequest request, String correlationId, Caller caller, long begun) {
    /** The time since its begin. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
