package dev.taskq.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.backend.RedisBackend;
import dev.taskq.testkit.TestTimeouts;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator as a separate process. */
class MainTest {
    private static final String ADMIN = "token-of-an-admin";
    private static final String TOKENS =
            "operator admin sha256:4d7146fd4925de0ee14cde707c64fd4df1bc994c22799d64ef69cdad1939213d";

    @TempDir
    private Path folder;

    @Test
    void badSettingsStopItWithOneLineEach() throws Exception {
        Map<String, String> environment = Map.of(
                "TASKQ_HTTP_PORT",
                "80a",
                "TASKQ_GRACE",
                "soon",
                "TASKQ_TOKENS",
                TOKENS + " rate=5",
                "TASKQ_CONSOLE_MASK",
                "charge",
                "TASKQ_CONSOLE_PROXY_PEERS",
                "10.0.0.7");
        try (Started started = start(environment)) {
            assertThat(started.exitCode()).isEqualTo(78);
            assertThat(started.errors())
                    .hasSize(6)
                    .allMatch(line -> line.startsWith("taskq-coordinator: TASKQ_"))
                    .anyMatch(line ->
                            line.contains("TASKQ_CONSOLE_MASK is \"charge\", it must be none, or types with JSON"))
                    .anyMatch(line -> line.contains("TASKQ_CONSOLE_PROXY_HEADER is missing"))
                    .anyMatch(line -> line.contains("TASKQ_CONSOLE_PROXY_ROLES is missing"))
                    .anyMatch(line -> line.contains("TASKQ_TOKENS cannot be used: line 1 must have a rate"))
                    .anyMatch(line -> line.contains("TASKQ_HTTP_PORT is \"80a\", it must be a whole number"));
        }
    }

    @Test
    void withoutATokenItDoesNotStart() throws Exception {
        try (Started started = start(Map.of())) {
            assertThat(started.exitCode()).isEqualTo(78);
            assertThat(started.errors()).singleElement().asString().contains("TASKQ_TOKENS");
        }
    }

    @Test
    void tokenThatCannotBeReadIsNotShown() throws Exception {
        try (Started started = start(Map.of("TASKQ_TOKENS", "shop submit s3cret"))) {
            assertThat(started.exitCode()).isEqualTo(78);
            assertThat(started.errors())
                    .singleElement()
                    .asString()
                    .contains("TASKQ_TOKENS cannot be used: line 1")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void postgresIsWaitedForUntilAStop() throws Exception {
        try (Started started = start(withoutPostgres())) {
            started.awaitLine("waiting for Postgres");

            started.process.toHandle().destroy();

            assertThat(started.exitCode()).isZero();
        }
    }

    @Test
    void tasksAreAcceptedUntilAStop() throws Exception {
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis()) {
            Map<String, String> environment = new HashMap<>(environment(postgres));
            environment.put("TASKQ_REDIS_URL", redis.uri());
            environment.put("TASKQ_REDIS_PREFIX", redis.keyPrefix());
            environment.put("TASKQ_LOG_LEVEL", "DEBUG");
            environment.put("TASKQ_GRPC_PORT", "0");
            environment.put("TASKQ_BACKLOG_LIMITS", "5");
            try (Started started = start(environment)) {
                started.awaitLine("TASKQ_BACKLOG_LIMITS is not a setting of taskq, the nearest is TASKQ_BACKLOG_LIMIT");
                int port = started.port();
                int grpcPort =
                        Integer.parseInt(started.awaitLine("gRPC port=").replaceFirst(".*gRPC port=(\\d+).*", "$1"));

                HttpResponse<String> accepted = submit(port);

                assertThat(accepted.statusCode()).isEqualTo(201);
                assertThat(started.awaitLine("task accepted")).contains("\"correlation_id\":\"order-4711\"");
                assertThat(submitByGrpc(grpcPort)).isPositive();
                started.awaitLine("task accepted");
                started.process.toHandle().destroy();
                assertThat(started.exitCode()).isZero();
                assertThat(started.lines()).noneMatch(line -> line.contains(ADMIN));
            }
        }
    }

    @Test
    void severalStartAtOnceOnAnEmptyDatabaseWithoutRedis() throws Exception {
        try (PostgresBackend postgres = Backends.postgres();
                Started one = start(environment(postgres));
                Started other = start(environment(postgres))) {
            one.awaitLine("no Redis is configured");

            assertThat(submit(one.port()).statusCode()).isEqualTo(201);
            assertThat(submit(other.port()).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void consoleIsServedUnlessItIsSwitchedOff() throws Exception {
        try (PostgresBackend postgres = Backends.postgres()) {
            Map<String, String> off = new HashMap<>(environment(postgres));
            off.put("TASKQ_CONSOLE_ENABLED", "false");
            Map<String, String> behindProxy = new HashMap<>(environment(postgres));
            behindProxy.put("TASKQ_CONSOLE_PROXY_PEERS", "127.0.0.1");
            behindProxy.put("TASKQ_CONSOLE_PROXY_HEADER", "X-Person");
            behindProxy.put("TASKQ_CONSOLE_PROXY_ROLES", "alice=admin");
            try (Started with = start(behindProxy);
                    Started without = start(off)) {
                int port = with.port();
                assertThat(page(port, "sign-in", "bob")).isEqualTo(200);
                assertThat(page(port, "agents", "bob")).isEqualTo(303);
                assertThat(page(port, "agents", "alice")).isEqualTo(200);
                assertThat(page(without.port(), "sign-in", "bob")).isEqualTo(404);
            }
        }
    }

    /** Asks for a page of the console as a proxy does that has signed a person in. */
    private static int page(int port, String name, String person) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/console/" + name))
                                    .header("X-Person", person)
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
        }
    }

    @Test
    void portThatIsTakenIsSaidInOneLineBeforePostgresIsWaitedFor() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> environment = new HashMap<>(withoutPostgres());
            environment.put("TASKQ_HTTP_PORT", Integer.toString(taken.getLocalPort()));
            try (Started started = start(environment)) {
                assertThat(started.exitCode()).isEqualTo(1);
                assertThat(started.errors())
                        .singleElement()
                        .asString()
                        .contains("cannot listen on")
                        .contains(Integer.toString(taken.getLocalPort()));
            }
        }
    }

    @Test
    void afterARestoreIdsAreMovedAheadAndHintsAreDroppedUnlessACoordinatorRuns() throws Exception {
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis()) {
            Map<String, String> environment = new HashMap<>(environment(postgres));
            environment.put("TASKQ_REDIS_URL", redis.uri());
            environment.put("TASKQ_REDIS_PREFIX", redis.keyPrefix());
            try (Started running = start(environment)) {
                assertThat(submit(running.port()).body()).contains("\"id\": 1,");
                try (Started command = start(environment, "after-restore")) {
                    assertThat(command.exitCode()).isEqualTo(1);
                    assertThat(command.errors()).anyMatch(line -> line.contains("stop all of them first"));
                }
                running.process.toHandle().destroy();
                assertThat(running.exitCode()).isZero();
            }
            try (Started command = start(environment, "after-restore")) {
                assertThat(command.exitCode()).isZero();
                assertThat(command.lines())
                        .anyMatch(line -> line.contains("tasks get ids from 1000000002 on"))
                        .anyMatch(line -> line.contains("the hints of 1 types were dropped"));
            }
            try (Started running = start(environment)) {
                assertThat(submit(running.port()).body()).contains("\"id\": 1000000002,");
            }
        }
    }

    @Test
    void argumentThatItDoesNotKnowIsRefused() throws Exception {
        try (Started started = start(withoutPostgres(), "before-restore")) {
            assertThat(started.exitCode()).isEqualTo(64);
            assertThat(started.errors()).singleElement().asString().contains("after-restore");
        }
    }

    private static Map<String, String> withoutPostgres() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return Map.of(
                    "TASKQ_POSTGRES_URL",
                    "jdbc:postgresql://127.0.0.1:" + free.getLocalPort() + "/taskq",
                    "TASKQ_TOKENS",
                    TOKENS,
                    "TASKQ_HTTP_PORT",
                    "0");
        }
    }

    private static Map<String, String> environment(PostgresBackend postgres) {
        return Map.of(
                "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                "TASKQ_POSTGRES_USER", postgres.user(),
                "TASKQ_POSTGRES_PASSWORD", postgres.password(),
                "TASKQ_TOKENS", TOKENS,
                "TASKQ_HTTP_PORT", "0");
    }

    private static HttpResponse<String> submit(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/tasks"))
                            .header("Authorization", "Bearer " + ADMIN)
                            .header("Content-Type", "application/json")
                            .header("X-Correlation-Id", "order-4711")
                            .POST(BodyPublishers.ofString("{\"type\":\"good\"}"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static long submitByGrpc(int port) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + ADMIN);
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .build();
        try {
            SubmitRequest request = SubmitRequest.newBuilder()
                    .setTask(NewTask.newBuilder().setType("good"))
                    .build();
            return TaskServiceGrpc.newBlockingStub(channel).submit(request).getId();
        } finally {
            channel.shutdownNow();
        }
    }

    private Started start(Map<String, String> environment, String... arguments) throws IOException {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectError(errors.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("TASKQ_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return new Started(builder.start(), errors);
    }

    /** A process with a log that is read as it is written. Closing it ends the process. */
    private static final class Started implements AutoCloseable {
        private static final long LONGEST_WAIT_SECONDS = TestTimeouts.PROCESS.toSeconds();

        private final Process process;
        private final Path errors;
        private final BufferedReader log;
        private final List<String> lines = new ArrayList<>();

        Started(Process process, Path errors) {
            this.process = process;
            this.errors = errors;
            this.log = process.inputReader(StandardCharsets.UTF_8);
        }

        /** The first line from here on that contains a text; fails if the process ends, or takes too long, without one. */
        String awaitLine(String text) throws IOException {
            CompletableFuture<Void> overdue = CompletableFuture.runAsync(
                    process::destroyForcibly,
                    CompletableFuture.delayedExecutor(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS));
            try {
                for (String line = log.readLine(); line != null; line = log.readLine()) {
                    lines.add(line);
                    if (line.contains(text)) {
                        return line;
                    }
                }
            } finally {
                overdue.cancel(false);
            }
            throw new AssertionError("ended without \"" + text + "\": " + lines + errors());
        }

        int port() throws IOException {
            String ready = awaitLine("ready port=");
            return Integer.parseInt(ready.replaceFirst(".*ready port=(\\d+).*", "$1"));
        }

        int exitCode() throws IOException, InterruptedException {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                lines.add(line);
            }
            assertThat(process.waitFor(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        List<String> lines() {
            return lines;
        }

        List<String> errors() throws IOException {
            return Files.readAllLines(errors);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
