package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.backend.RedisBackend;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the coordinator says and does from its start to its stop, by its settings. */
class CoordinatorProcessTest {
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
                CoordinatorProcess.TOKENS + " rate=5",
                "TASKQ_CONSOLE_MASK",
                "charge",
                "TASKQ_CONSOLE_PROXY_PEERS",
                "10.0.0.7");
        try (CoordinatorProcess started = CoordinatorProcess.start(folder, environment)) {
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
        try (CoordinatorProcess started = CoordinatorProcess.start(folder, Map.of())) {
            assertThat(started.exitCode()).isEqualTo(78);
            assertThat(started.errors()).singleElement().asString().contains("TASKQ_TOKENS");
        }
    }

    @Test
    void tokenThatCannotBeReadIsNotShown() throws Exception {
        try (CoordinatorProcess started =
                CoordinatorProcess.start(folder, Map.of("TASKQ_TOKENS", "shop submit s3cret"))) {
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
        try (CoordinatorProcess started = CoordinatorProcess.start(folder, CoordinatorProcess.withoutPostgres())) {
            started.awaitLine("waiting for Postgres");

            started.terminate();

            assertThat(started.exitCode()).isZero();
        }
    }

    @Test
    void tasksAreAcceptedUntilAStop() throws Exception {
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis()) {
            Map<String, String> environment = new HashMap<>(CoordinatorProcess.environment(postgres));
            environment.put("TASKQ_REDIS_URL", redis.uri());
            environment.put("TASKQ_REDIS_PREFIX", redis.keyPrefix());
            environment.put("TASKQ_LOG_LEVEL", "DEBUG");
            environment.put("TASKQ_GRPC_PORT", "0");
            environment.put("TASKQ_BACKLOG_LIMITS", "5");
            try (CoordinatorProcess started = CoordinatorProcess.start(folder, environment)) {
                started.awaitLine("TASKQ_BACKLOG_LIMITS is not a setting of taskq, the nearest is TASKQ_BACKLOG_LIMIT");
                int port = started.port();
                int grpcPort =
                        Integer.parseInt(started.awaitLine("gRPC port=").replaceFirst(".*gRPC port=(\\d+).*", "$1"));

                HttpResponse<String> accepted = CoordinatorProcess.submit(port);

                assertThat(accepted.statusCode()).isEqualTo(201);
                assertThat(started.awaitLine("task accepted")).contains("\"correlation_id\":\"order-4711\"");
                assertThat(submitByGrpc(grpcPort)).isPositive();
                started.awaitLine("task accepted");
                started.terminate();
                assertThat(started.exitCode()).isZero();
                assertThat(started.lines()).noneMatch(line -> line.contains(CoordinatorProcess.ADMIN));
            }
        }
    }

    @Test
    void severalStartAtOnceOnAnEmptyDatabaseWithoutRedis() throws Exception {
        try (PostgresBackend postgres = Backends.postgres();
                CoordinatorProcess one = CoordinatorProcess.start(folder, CoordinatorProcess.environment(postgres));
                CoordinatorProcess other = CoordinatorProcess.start(folder, CoordinatorProcess.environment(postgres))) {
            one.awaitLine("no Redis is configured");

            assertThat(CoordinatorProcess.submit(one.port()).statusCode()).isEqualTo(201);
            assertThat(CoordinatorProcess.submit(other.port()).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void consoleIsServedUnlessItIsSwitchedOff() throws Exception {
        try (PostgresBackend postgres = Backends.postgres()) {
            Map<String, String> off = new HashMap<>(CoordinatorProcess.environment(postgres));
            off.put("TASKQ_CONSOLE_ENABLED", "false");
            Map<String, String> behindProxy = new HashMap<>(CoordinatorProcess.environment(postgres));
            behindProxy.put("TASKQ_CONSOLE_PROXY_PEERS", "127.0.0.1");
            behindProxy.put("TASKQ_CONSOLE_PROXY_HEADER", "X-Person");
            behindProxy.put("TASKQ_CONSOLE_PROXY_ROLES", "alice=admin");
            try (CoordinatorProcess with = CoordinatorProcess.start(folder, behindProxy);
                    CoordinatorProcess without = CoordinatorProcess.start(folder, off)) {
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
            Map<String, String> environment = new HashMap<>(CoordinatorProcess.withoutPostgres());
            environment.put("TASKQ_HTTP_PORT", Integer.toString(taken.getLocalPort()));
            try (CoordinatorProcess started = CoordinatorProcess.start(folder, environment)) {
                assertThat(started.exitCode()).isEqualTo(1);
                assertThat(started.errors())
                        .singleElement()
                        .asString()
                        .contains("cannot listen on")
                        .contains(Integer.toString(taken.getLocalPort()));
            }
        }
    }

    private static long submitByGrpc(int port) {
        Metadata metadata = new Metadata();
        metadata.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + CoordinatorProcess.ADMIN);
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
}
