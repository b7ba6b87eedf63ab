package dev.taskq.coordinator.app;

import io.helidon.webserver.http.HttpRouting;
import java.util.Optional;

/**
 * To whom {@code /metrics} and {@code /openapi.yaml} are shown.
 *
 * @param port the routes of a port of their own; empty where they are on the port of the callers
 * @param token whether they take a token with the scope {@code read}
 */
record Exposure(Optional<HttpRouting.Builder> port, boolean token) {
    /** On the port of the callers, to everybody. */
    static final Exposure OPEN = new Exposure(Optional.empty(), false);
}
