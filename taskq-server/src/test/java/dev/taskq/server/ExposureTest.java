package dev.taskq.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics and the API description can be served on a separate port, or require a token. */
class ExposureTest {
    private static final String READER = "token-of-a-reader";
    private static final String SUBMITTER = "token-of-a-submitter";

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/openapi.yaml", "/openapi.json"})
    void onAPortOfTheirOwnTheyAreNotOnTheOther(String path) throws Exception {
        try (TaskqServer server = builder().internalPort(0).build().start()) {
            int internal = server.internalPort().orElseThrow();
            assertThat(status(server.port(), path, "")).isEqualTo(404);
            assertThat(status(internal, path, "")).isEqualTo(200);
            assertThat(status(server.port(), "/healthz", "")).isEqualTo(200);
            assertThat(status(internal, "/healthz", "")).isEqualTo(200);
            assertThat(status(internal, "/readyz", "")).isEqualTo(503);
            assertThat(status(internal, "/v1/tasks", READER)).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/openapi.yaml", "/openapi.json"})
    void behindATokenTheyTakeTheScopeRead(String path) throws Exception {
        try (TaskqServer server = builder().internalToken(true).build().start()) {
            assertThat(status(server.port(), path, "")).isEqualTo(401);
            assertThat(status(server.port(), path, SUBMITTER)).isEqualTo(403);
            assertThat(status(server.port(), path, READER)).isEqualTo(200);
            assertThat(status(server.port(), "/healthz", "")).isEqualTo(200);
        }
    }

    @Test
    void byDefaultTheyAreOpen() throws Exception {
        try (TaskqServer server = builder().build().start()) {
            assertThat(status(server.port(), "/metrics", "")).isEqualTo(200);
            assertThat(server.internalPort()).isEmpty();
        }
    }

    private static TaskqServerBuilder builder() {
        return TaskqServer.builder(Optional::empty)
                .tokens(Tokens.of("reports read " + Hashes.of(READER) + "\nshop submit " + Hashes.of(SUBMITTER)))
                .host("127.0.0.1")
                .port(0)
                .metricsPage(() -> "# nothing\n");
    }

    private static int status(int port, String path, String token) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(TestTimeouts.LONG);
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }
}
