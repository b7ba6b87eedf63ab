package dev.taskq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.testkit.TestTimeouts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The server in a program of any kind. */
class TaskqServerTest {
    private static final String TOKEN = "token-of-a-test";
    private static final Tokens TOKENS = Tokens.of("tests admin " + Hashes.of(TOKEN));

    private record Greeting(String name) {}

    @Test
    void programOverAStoreInMemoryServesTheApi() throws Exception {
        InMemoryTaskStore store = new InMemoryTaskStore();
        TaskHandler<Greeting> greet = TaskHandler.of(
                TaskType.of("greet", Greeting.class),
                (context, greeting) -> Outcome.done(Map.of("text", "Hello, " + greeting.name())));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Coordinator coordinator = Coordinator.builder(store).build().start();
                Agent agent = Agent.builder(store).handler(greet).build().start();
                TaskqServer server = onAnyPort(TaskqServer.builder(coordinator))
                        .meterRegistry(meters)
                        .build()
                        .start()) {
            JsonNode submitted =
                    call(server, "POST", "/v1/tasks", "{\"type\": \"greet\", \"params\": {\"name\": \"world\"}}");
            JsonNode task =
                    call(server, "GET", "/v1/tasks/" + submitted.path("id").asLong() + "?wait=60s", "");

            assertThat(task.path("status").asText()).isEqualTo("succeeded");
            assertThat(task.path("result").path("text").asText()).isEqualTo("Hello, world");
            assertThat(task.path("caller").asText()).isEqualTo("tests");
            assertThat(server.isHealthy()).isTrue();
            assertThat(agent.isHealthy()).isTrue();
            assertThat(meters.get("taskq.http.requests")
                            .tag("route", "/v1/tasks")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void callsBeyondTheLimitOfARateAreCounted() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Tokens tokens = Tokens.of("tests admin " + Hashes.of(TOKEN) + " rate=1/h burst=2");
        try (TaskqServer server = onAnyPort(TaskqServer.builder(Optional::empty))
                .tokens(tokens)
                .meterRegistry(meters)
                .build()
                .start()) {
            for (int i = 0; i < 5; i++) {
                call(server, "GET", "/v1/tasks", "");
            }
            assertThat(meters.get("taskq.server.rate.limited").functionCounter().count())
                    .isEqualTo(3);
        }
    }

    @Test
    void itStartsOnceAndIsClosedForGood() {
        TaskqServer server = onAnyPort(TaskqServer.builder(Optional::empty)).build();
        assertThatIllegalStateException().isThrownBy(server::port);
        assertThat(server.isHealthy()).isTrue();
        server.start();
        int port = server.port();
        assertThatIllegalStateException().isThrownBy(server::start);
        server.close();
        server.close();
        assertThatIllegalStateException().isThrownBy(server::start);
        assertThat(isListenedOn(port)).isFalse();

        TaskqServer neverStarted =
                onAnyPort(TaskqServer.builder(Optional::empty)).build();
        neverStarted.close();
        assertThatIllegalStateException().isThrownBy(neverStarted::start);
    }

    @Test
    void ifOnePortIsTakenNoneIsListenedOn() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int callers = free.getLocalPort();
            free.close();
            TaskqServer server = onAnyPort(TaskqServer.builder(Optional::empty))
                    .port(callers)
                    .internalPort(taken.getLocalPort())
                    .build();
            assertThatThrownBy(server::start)
                    .isInstanceOf(CannotListenException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
            assertThat(isListenedOn(callers)).isFalse();
        }
    }

    @Test
    void withoutTokensThereIsNoServer() {
        assertThatIllegalStateException()
                .isThrownBy(() -> TaskqServer.builder(Optional::empty).build())
                .withMessageContaining("tokens");
    }

    private static TaskqServerBuilder onAnyPort(TaskqServerBuilder builder) {
        return builder.tokens(TOKENS).host("127.0.0.1").port(0);
    }

    private static boolean isListenedOn(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static JsonNode call(TaskqServer server, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(TestTimeouts.LONG)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return new JsonMapper()
                    .readTree(client.send(request, BodyHandlers.ofString()).body());
        }
    }
}
