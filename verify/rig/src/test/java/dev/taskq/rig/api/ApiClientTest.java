package dev.taskq.rig.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskq.rig.ComplaintException;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that records its requests, and sends the responses that the test sets. */
class ApiClientTest {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private volatile String body = "{\"id\": 5, \"title\": \"Not so\"}";
    private HttpServer server;
    private URI address;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(String.join(
                    " ",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
                    sent));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private ApiClient client() {
        return ApiClient.of("secret", TestTimeouts.LONG);
    }

    @Test
    void callsAreThoseOfTheApi() throws Exception {
        try (ApiClient client = client()) {
            client.submit(address, "{}", Map.of("Idempotency-Key", "k"));
            client.submitAll(address, "{}", Map.of());
            client.task(address, 5);
            client.await(address, 5, Duration.ofSeconds(7));
            client.list(address, "type=a&limit=3");
            client.cancel(address, 5);
        }
        assertThat(asked)
                .containsExactly(
                        "POST /v1/tasks Bearer secret application/json k {}",
                        "POST /v1/tasks:batch Bearer secret application/json null {}",
                        "GET /v1/tasks/5 Bearer secret null null ",
                        "GET /v1/tasks/5?wait=7s Bearer secret null null ",
                        "GET /v1/tasks?type=a&limit=3 Bearer secret null null ",
                        "POST /v1/tasks/5:cancel Bearer secret null null ");
    }

    @Test
    void aCallerWithoutATokenSendsNone() throws Exception {
        try (ApiClient client = ApiClient.anonymous(TestTimeouts.LONG)) {
            assertThat(client.isReady(address)).isTrue();
            status = 503;
            assertThat(client.isReady(address)).isFalse();
        }
        assertThat(asked).containsOnly("GET /readyz null null null ");
    }

    @Test
    void whatIsNotListeningIsNotReadyAndWasNotSent() throws Exception {
        server.stop(0);
        try (ApiClient client = client()) {
            assertThat(client.isReady(address)).isFalse();
            assertThatThrownBy(() -> client.submit(address, "{}", Map.of())).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void anAnswerTellsItsStatusItsJsonAndItsTitle() throws Exception {
        status = 429;
        try (ApiClient client = client()) {
            ApiAnswer answer = client.submit(address, "{}", Map.of());
            assertThat(answer.is(ApiAnswer.TOO_MANY)).isTrue();
            assertThat(answer.json().path("id").asLong()).isEqualTo(5);
            assertThat(answer.title()).isEqualTo("Not so");
            assertThatThrownBy(() -> answer.require(ApiAnswer.CREATED))
                    .isInstanceOf(ComplaintException.class)
                    .hasMessage("a call was answered 429: " + body);
            body = "<html>";
            assertThat(client.get(address).title()).isEmpty();
        }
    }
}
