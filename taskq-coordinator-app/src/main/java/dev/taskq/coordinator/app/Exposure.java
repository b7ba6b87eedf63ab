package dev.taskq.coordinator.app;

import io.helidon.webserver.http.HttpRouting;
import java.util.Optional;

/**
 * Where {@code /metrics} and {@code /openapi.yaml} are served, and whether they need a token.
 *
 * @param port the routes of the internal port; empty if they are served on the callers' port
 * @param token whether they need a token with the scope {@code read}
 */
record Exposure(Optional<HttpRouting.Builder> port, boolean token) {
    /** On the callers' port, without a token. */
    static final Exposure OPEN = new Exposure(Optional.empty(), false);
}
