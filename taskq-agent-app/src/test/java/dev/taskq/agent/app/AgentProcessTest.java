package dev.taskq.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Preset;
import dev.taskq.agent.AgentConfig;
import dev.taskq.app.App;
import dev.taskq.app.AppMetrics;
import dev.taskq.app.Backends;
import dev.taskq.app.Settings;
import dev.taskq.app.StopRequest;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.server.CannotListenException;
import dev.taskq.server.http.HttpAddress;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentProcessTest {
    @TempDir
    private Path plugins;

    private final StopRequest stop = new StopRequest();

    @Test
    void whileItWaitsForTheSchemaItIsHealthyAndNotReady() throws Exception {
        TestJar.of(TestHandlers.Scanning.class).writeTo(plugins.resolve("look.jar"));
        int port = freePort();
        try (PostgresBackend postgres = dev.taskq.rig.backend.Backends.postgres()) {
            CompletableFuture<AgentProcess> starting = start(environment(postgres, port));
            Eventually.until(Eventually.LONG, () -> status(port, "/healthz") == 200);
            assertThat(status(port, "/readyz")).isEqualTo(503);
            assertThat(starting).isNotDone();

            PostgresTaskStore.migrate(PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password()));
            try (AgentProcess running = starting.get(TestTimeouts.PROCESS.toSeconds(), TimeUnit.SECONDS)) {
                Eventually.until(Eventually.LONG, () -> status(port, "/readyz") == 200);
                assertThat(running.isHealthy()).isTrue();
            }
            assertThat(status(port, "/healthz")).isZero();
        }
    }

    @Test
    void aStopEndsTheWaitForPostgres() throws Exception {
        TestJar.of(TestHandlers.Scanning.class).writeTo(plugins.resolve("look.jar"));
        int port = freePort();
        Map<String, String> environment = environment(port);
        environment.put("TASKQ_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:" + freePort() + "/none");
        CompletableFuture<AgentProcess> starting = start(environment);
        Eventually.until(Eventually.LONG, () -> status(port, "/healthz") == 200);
        stop.ask();
        assertThatThrownBy(() -> starting.get(TestTimeouts.PROCESS.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(InterruptedException.class);
        assertThat(status(port, "/healthz")).isZero();
    }

    @Test
    void aPortThatIsTakenIsSaidBeforeAnythingIsWaitedFor() throws Exception {
        TestJar.of(TestHandlers.Scanning.class).writeTo(plugins.resolve("look.jar"));
        try (ServerSocket taken = new ServerSocket(0)) {
            Settings settings = Settings.read(App.AGENT, environment(taken.getLocalPort()));
            assertThatThrownBy(() -> AgentProcess.start(settings, stop))
                    .isInstanceOf(CannotListenException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }

    @Test
    void anAgentThatIsNoLongerSoundSaysSo() {
        try (HealthServer server = HealthServer.start(
                new HttpAddress("127.0.0.1", 0), HealthServerTest.LIMITS, () -> false, () -> false, AppMetrics.off())) {
            assertThat(status(server.port(), "/healthz")).isEqualTo(503);
        }
    }

    @Test
    void settingsBecomeTheAgents() {
        Settings settings = Settings.read(
                App.AGENT,
                Map.of(
                        "TASKQ_NAME",
                        "worker-7",
                        "TASKQ_AGENT_SLOTS",
                        "8",
                        "TASKQ_AGENT_MEMORY",
                        "40",
                        "TASKQ_AGENT_GRACE",
                        "90s",
                        "TASKQ_PRESET",
                        "frugal",
                        "TASKQ_AGENT_VERSION",
                        "4.2.1",
                        "TASKQ_AGENT_STACK_TRACES",
                        "false"));
        assertThat(AgentProcess.config(settings))
                .isEqualTo(new AgentConfig(
                        "worker-7",
                        Backends.host(),
                        8,
                        40 << 20,
                        Duration.ofSeconds(90),
                        Preset.FRUGAL,
                        "4.2.1",
                        false));
    }

    @Test
    void withoutSettingsTheAgentHasItsDefaults() {
        assertThat(AgentProcess.config(Settings.read(App.AGENT, Map.of())))
                .isEqualTo(AgentConfig.DEFAULTS
                        .withName("agent@" + Backends.host())
                        .withHost(Backends.host()));
    }

    private CompletableFuture<AgentProcess> start(Map<String, String> environment) {
        Settings settings = Settings.read(App.AGENT, environment);
        CompletableFuture<AgentProcess> started = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                started.complete(AgentProcess.start(settings, stop));
            } catch (InterruptedException | RuntimeException | Error e) {
                started.completeExceptionally(e);
            }
        });
        return started;
    }

    private Map<String, String> environment(PostgresBackend postgres, int port) {
        Map<String, String> environment = environment(port);
        environment.put("TASKQ_POSTGRES_URL", postgres.jdbcUrl());
        environment.put("TASKQ_POSTGRES_USER", postgres.user());
        environment.put("TASKQ_POSTGRES_PASSWORD", postgres.password());
        return environment;
    }

    private Map<String, String> environment(int port) {
        return new HashMap<>(
                Map.of("TASKQ_HTTP_PORT", Integer.toString(port), "TASKQ_PLUGINS_DIR", plugins.toString()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The status of its response; 0 without a response. */
    private static int status(int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TestTimeouts.LONG)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
