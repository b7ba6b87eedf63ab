package dev.taskq.server.rest;

import dev.taskq.server.call.Health;
import dev.taskq.server.http.HttpMetrics;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** The calls about the process itself. They need no token. */
final class ProcessEndpoints {
    private static final Header YAML = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/yaml");
    private static final Header METRICS = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, HttpMetrics.CONTENT_TYPE);
    private static final byte[] OK = "{\"status\": \"ok\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] READY = "{\"status\": \"ready\"}".getBytes(StandardCharsets.US_ASCII);

    private final Health health;
    private final byte[] description;

    ProcessEndpoints(Health health) {
        this.health = health;
        this.description = resource("openapi.yaml");
    }

    Answer health(Call call) {
        health.requireHealthy();
        return Answer.json(Status.OK_200, OK);
    }

    Answer readiness(Call call) {
        health.requireReady();
        return Answer.json(Status.OK_200, READY);
    }

    static Answer metrics(Supplier<byte[]> text) {
        return new Answer(Status.OK_200, METRICS, text.get(), List.of());
    }

    Answer description(Call call) {
        return new Answer(Status.OK_200, YAML, description, List.of());
    }

    private static byte[] resource(String name) {
        try (InputStream in = ProcessEndpoints.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
