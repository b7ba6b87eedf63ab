package dev.taskq.server.rest;

import dev.taskq.server.call.Health;
import dev.taskq.server.http.HttpMetrics;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** The calls about the process itself. They need no token. */
final class ProcessEndpoints {
    private static final Header METRICS = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, HttpMetrics.CONTENT_TYPE);
    private static final byte[] OK = "{\"status\": \"ok\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] READY = "{\"status\": \"ready\"}".getBytes(StandardCharsets.US_ASCII);

    private final Health health;

    ProcessEndpoints(Health health) {
        this.health = health;
    }

    Answer health(Call call) {
        health.requireHealthy();
        return Answer.json(Status.OK_200, OK);
    }

    Answer readiness(Call call) {
        health.requireReady();
        return Answer.json(Status.OK_200, READY);
    }

    static Answer metrics(Supplier<byte[]> text, SharedGzip gzip) {
        return new Answer(Status.OK_200, METRICS, text.get(), List.of()).sharing(gzip);
    }
}
