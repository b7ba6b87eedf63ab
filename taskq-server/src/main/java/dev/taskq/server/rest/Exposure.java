package dev.taskq.server.rest;

import io.helidon.webserver.http.HttpRouting;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The pages {@code /metrics} and the description of the API: where they are served, and whether they need a token.
 *
 * @param port the routes of the internal port; empty if they are served on the callers' port
 * @param token whether they need a token with the scope {@code read}
 * @param metrics the content of {@code /metrics}, at any time; empty if the page does not exist
 */
public record Exposure(Optional<HttpRouting.Builder> port, boolean token, Optional<Supplier<byte[]>> metrics) {}
