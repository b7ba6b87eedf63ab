package dev.taskq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser is told about scripts of other origins. */
class CorsTest {
    private static final String SHOP = "https://shop.example";
    private static final String TOKEN = "token-of-a-script";

    @Test
    void preflightOfAnAllowedOriginNeedsNoToken() throws Exception {
        try (TaskqServer server = server(CorsOrigins.of(Set.of(SHOP, "http://localhost:3000")))) {
            HttpResponse<String> allowed = preflight(server, SHOP);

            assertThat(allowed.statusCode()).isEqualTo(204);
            assertThat(allowed.headers().map())
                    .containsEntry("access-control-allow-origin", List.of(SHOP))
                    .containsEntry("vary", List.of("Origin"))
                    .doesNotContainKey("access-control-allow-credentials");
            assertThat(header(allowed.headers(), "Access-Control-Allow-Methods").split(", "))
                    .contains("GET", "POST", "DELETE");
            assertThat(header(allowed.headers(), "Access-Control-Allow-Headers").split(", "))
                    .contains("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match");
            assertThat(header(allowed.headers(), "X-Correlation-Id")).isNotEmpty();
        }
    }

    /** Pages outside the API may need a token as well, or a script sends a correlation id. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/v1/tasks/1:cancel", "/healthz", "/openapi.json", "/none/at/all"})
    void preflightIsAnsweredForEveryPath(String path) throws Exception {
        try (TaskqServer server = server(CorsOrigins.of(Set.of(SHOP)))) {
            HttpResponse<String> response = call(server, "OPTIONS", path, SHOP, "Access-Control-Request-Method", "GET");

            assertThat(response.statusCode()).isEqualTo(204);
            assertThat(header(response.headers(), "Access-Control-Allow-Origin"))
                    .isEqualTo(SHOP);
        }
    }

    @Test
    void callOfAnAllowedOriginIsShownToItsScript() throws Exception {
        try (TaskqServer server = server(CorsOrigins.of(Set.of(SHOP)))) {
            HttpResponse<String> call = call(server, "GET", "/v1/none", SHOP, "Authorization", "Bearer " + TOKEN);
            HttpResponse<String> refused = call(server, "GET", "/v1/none", SHOP);

            assertThat(call.statusCode()).isEqualTo(404);
            assertThat(refused.statusCode()).isEqualTo(401);
            for (HttpResponse<String> response : List.of(call, refused)) {
                assertThat(header(response.headers(), "Access-Control-Allow-Origin"))
                        .isEqualTo(SHOP);
                assertThat(header(response.headers(), "Access-Control-Expose-Headers")
                                .split(", "))
                        .contains("ETag", "Location", "Retry-After", "Taskq-Warning", "X-Correlation-Id");
            }
        }
    }

    @Test
    void largeAnswerVariesByBoth() throws Exception {
        try (TaskqServer server = server(CorsOrigins.of(Set.of(SHOP)))) {
            HttpResponse<String> page = call(server, "GET", "/openapi.yaml", SHOP);

            assertThat(page.headers().allValues("Vary")).containsExactlyInAnyOrder("Accept-Encoding", "Origin");
            assertThat(header(page.headers(), "Access-Control-Allow-Origin")).isEqualTo(SHOP);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example.evil.example",
                "http://shop.example",
                "https://shop.example:444",
                "https://SHOP.example",
                "null",
                "*",
                ""
            })
    void otherOriginsAreNotNamed(String origin) throws Exception {
        try (TaskqServer server = server(CorsOrigins.of(Set.of(SHOP)))) {
            HttpResponse<String> preflight = preflight(server, origin);

            assertThat(preflight.statusCode()).isEqualTo(401);
            assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-origin");
            assertThat(header(preflight.headers(), "Vary")).isEqualTo("Origin");
            assertThat(call(server, "GET", "/healthz", origin).headers().map())
                    .doesNotContainKey("access-control-allow-origin");
        }
    }

    @Test
    void allOriginsMayBeAllowed() throws Exception {
        try (TaskqServer server = server(CorsOrigins.ALL)) {
            HttpResponse<String> response = preflight(server, "http://any.example:1");

            assertThat(response.statusCode()).isEqualTo(204);
            assertThat(header(response.headers(), "Access-Control-Allow-Origin"))
                    .isEqualTo("*");
            assertThat(response.headers().firstValue("Vary")).isEmpty();
            assertThat(response.headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();
        }
    }

    @Test
    void byDefaultThereIsNone() throws Exception {
        try (TaskqServer server = server(CorsOrigins.NONE)) {
            assertThat(preflight(server, SHOP).statusCode()).isEqualTo(401);
            assertThat(call(server, "GET", "/healthz", SHOP).headers().map())
                    .doesNotContainKeys("access-control-allow-origin", "vary");
        }
    }

    /** Any other OPTIONS is a method that no path has. */
    @Test
    void optionsWithoutAQuestionIsRefusedAsBefore() throws Exception {
        try (TaskqServer server = server(CorsOrigins.ALL)) {
            HttpResponse<String> response =
                    call(server, "OPTIONS", "/v1/tasks", SHOP, "Authorization", "Bearer " + TOKEN);

            assertThat(response.statusCode()).isEqualTo(405);
            assertThat(header(response.headers(), "Allow")).isEqualTo("GET, HEAD, POST");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "",
                "shop.example",
                "https://",
                "https://shop.example/",
                "https://shop.example/a",
                "https://Shop.example",
                "https://*.example",
                "https://a.example,https://b.example",
                "https://a.example:0",
                "https://a.example:123456",
                "ftp://a.example"
            })
    void whatIsNoOriginIsRefused(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorsOrigins.of(Set.of(SHOP, origin)))
                .withMessageContaining("https://shop.example");
    }

    private static HttpResponse<String> preflight(TaskqServer server, String origin) throws Exception {
        return call(
                server,
                "OPTIONS",
                "/v1/tasks",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization,content-type");
    }

    private static String header(HttpHeaders headers, String name) {
        return headers.firstValue(name).orElse("");
    }

    private static TaskqServer server(CorsOrigins origins) {
        return TaskqServer.builder(Optional::empty)
                .tokens(Tokens.of("script admin " + Hashes.of(TOKEN)))
                .host("127.0.0.1")
                .port(0)
                .corsOrigins(origins)
                .build()
                .start();
    }

    private static HttpResponse<String> call(
            TaskqServer server, String method, String path, String origin, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(TestTimeouts.LONG)
                .header("Origin", origin)
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
