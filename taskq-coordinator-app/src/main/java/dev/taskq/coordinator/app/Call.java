package dev.taskq.coordinator.app;

import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;

/**
 * One call under way.
 *
 * @param request the request
 * @param correlationId by which it is found in the logs
 * @param caller who calls
 * @param begun when the head of the request had been read, as {@link System#nanoTime} has it
 */
record Call(ServerRequest request, String correlationId, Caller caller, long begun) {
    /** How long ago it began. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
