package dev.taskq.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.app.AppMetrics;
import dev.taskq.app.HttpAddress;
import dev.taskq.app.http.HttpListener;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics and the API description can be served on a separate port, or require a token. */
class ExposureTest {
    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/openapi.yaml"})
    void onAPortOfTheirOwnTheyAreNotOnTheOther(String path) throws IOException {
        HttpRouting.Builder internal = HttpRouting.builder();
        HttpRouting.Builder routing = HttpRouting.builder();
        try (AppMetrics metrics = AppMetrics.on()) {
            mount(routing, metrics, new Exposure(Optional.of(internal), false));
            try (HttpListener callers = listen(routing);
                    HttpListener own = listen(internal)) {
                assertThat(status(callers, path, "")).isEqualTo(404);
                assertThat(status(own, path, "")).isEqualTo(200);
                assertThat(status(callers, "/healthz", "")).isEqualTo(200);
                assertThat(status(own, "/healthz", "")).isEqualTo(200);
                assertThat(status(own, "/readyz", "")).isEqualTo(503);
                assertThat(status(own, "/v1/tasks", Served.ADMIN)).isEqualTo(404);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/openapi.yaml"})
    void behindATokenTheyTakeTheScopeRead(String path) throws IOException {
        HttpRouting.Builder routing = HttpRouting.builder();
        try (AppMetrics metrics = AppMetrics.on()) {
            mount(routing, metrics, new Exposure(Optional.empty(), true));
            try (HttpListener callers = listen(routing)) {
                assertThat(status(callers, path, "")).isEqualTo(401);
                assertThat(status(callers, path, Served.SUBMITTER)).isEqualTo(403);
                assertThat(status(callers, path, Served.READER)).isEqualTo(200);
                assertThat(status(callers, "/healthz", "")).isEqualTo(200);
            }
        }
    }

    @Test
    void byDefaultTheyAreOpen() throws IOException {
        HttpRouting.Builder routing = HttpRouting.builder();
        try (AppMetrics metrics = AppMetrics.on()) {
            mount(routing, metrics, Exposure.OPEN);
            try (HttpListener callers = listen(routing)) {
                assertThat(status(callers, "/metrics", "")).isEqualTo(200);
            }
        }
    }

    private static void mount(HttpRouting.Builder routing, AppMetrics metrics, Exposure exposure) {
        Api.routing(routing, Optional::empty, Tokens.of(Served.TOKENS), Served.API_LIMITS, metrics, exposure);
    }

    private static HttpListener listen(HttpRouting.Builder routing) {
        return HttpServer.start(
                new HttpAddress("127.0.0.1", 0), Served.GRACE, Served.LIMITS, routing, Optional.empty());
    }

    private static int status(HttpListener listener, String path, String token) throws IOException {
        String answer = Raw.exchange(
                listener.port(),
                "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n") + "\r\n");
        return Integer.parseInt(answer.substring(9, 12));
    }
}
