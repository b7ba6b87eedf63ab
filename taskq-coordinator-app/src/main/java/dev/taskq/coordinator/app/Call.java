package dev.taskq.coordinator.app;

import io.helidon.webserver.http.ServerRequest;

/**
 * One call under way.
 *
 * @param request the request
 * @param correlationId by which it is found in the logs
 * @param caller who calls
 */
record Call(ServerRequest request, String correlationId, Caller caller) {}
