package dev.taskq.coordinator.app;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * One call under way.
 *
 * @param request the request
 * @param response for headers; {@link Frame} sends it
 * @param correlationId by which it is found in the logs
 * @param caller who calls
 */
record Call(ServerRequest request, ServerResponse response, String correlationId, Caller caller) {}
