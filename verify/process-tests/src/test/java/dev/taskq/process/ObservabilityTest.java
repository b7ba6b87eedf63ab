package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.NewTask;
import dev.taskq.client.TaskStatus;
import dev.taskq.client.Trace;
import dev.taskq.process.plugin.Greet;
import dev.taskq.process.plugin.Hold;
import dev.taskq.process.plugin.Misbehave;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.Ports;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.backend.RedisBackend;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.rig.proxy.Traffic;
import dev.taskq.testkit.contract.Eventually;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view of an operator on both applications: their metrics, and their log lines about tasks. */
class ObservabilityTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir
    private Path folder;

    @Test
    void whatIsExposedIsWhatIsDocumented() throws Exception {
        int grpcPort = Ports.free();
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis();
                AppProcess coordinator = AppProcess.coordinator(environment(
                        postgres.jdbcUrl(),
                        redis.uri(),
                        postgres,
                        redis,
                        Map.of("TASKQ_LOG_TASKS_PER_SECOND", "1", "TASKQ_GRPC_PORT", Integer.toString(grpcPort))));
                AppProcess agent = AppProcess.agent(environment(
                        postgres.jdbcUrl(), redis.uri(), postgres, redis, Map.of("TASKQ_LOG_TASKS_PER_SECOND", "1")))) {
            coordinator.ready();
            agent.ready();
            Http http = new Http(coordinator.port());
            List<Long> ends = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ends.add(http.submit(NewTask.of("greet", Map.of("name", "world"))));
            }
            for (String way : List.of("THROW", "RETURN_TOO_MUCH", "BLOCK")) {
                ends.add(http.submit(NewTask.of("misbehave", Map.of("way", way))
                        .withMaxAttempts(2)
                        .withTimeout(Duration.ofMillis(300))));
            }
            ends.forEach(http::ended);
            http.cancel(http.submit(NewTask.of("nobodys")));
            Grpc.get(grpcPort, ends.getFirst());
            for (Loss loss : Loss.values()) {
                loseAnAgent(loss, http, postgres, redis);
            }

            check("coordinator", coordinator.port());
            check("agent", agent.port());
            assertThat(sample(
                            coordinator.port(),
                            "taskq_grpc_requests_seconds_count{code=\"OK\",method=\"taskq.v1.TaskService/Get\"}"))
                    .contains(1.0);
        }
    }

    /** The log of a task that loses its agent. */
    private enum Loss {
        QUEUED_AGAIN,
        CANCELLED
    }

    /** An agent that runs a task dies, and the task is reclaimed. */
    private void loseAnAgent(Loss loss, Http http, PostgresBackend postgres, RedisBackend redis) throws Exception {
        long id = http.submit(
                NewTask.of("hold", Map.of("file", folder.resolve("never").toString())));
        Map<String, String> environment =
                environment(postgres.jdbcUrl(), redis.uri(), postgres, redis, Map.of("TASKQ_NAME", "dying"));
        environment.put(
                "TASKQ_PLUGINS_DIR", Plugin.folder(folder, List.of(Hold.class)).toString());
        try (AppProcess dying = AppProcess.agent(environment)) {
            dying.ready();
            Eventually.until(AppProcess.LONG, () -> http.task(id).status().equals(TaskStatus.RUNNING));
            switch (loss) {
                case QUEUED_AGAIN -> {
                    dying.kill();
                    Eventually.until(
                            AppProcess.LONG, () -> http.task(id).status().equals(TaskStatus.QUEUED));
                    assertThat(http.cancel(id).status()).isEqualTo(TaskStatus.CANCELLED);
                }
                case CANCELLED -> {
                    // So that it does not learn of the cancel.
                    dying.freeze();
                    assertThat(http.cancel(id).status()).isEqualTo(TaskStatus.RUNNING);
                    dying.kill();
                    Eventually.until(
                            AppProcess.LONG, () -> http.task(id).status().equals(TaskStatus.CANCELLED));
                }
            }
        }
    }

    private static void check(String app, int port) throws Exception {
        Map<String, Documented> documented = new HashMap<>();
        Documented.all().stream()
                .filter(row -> row.apps().contains(app))
                .forEach(row -> documented.put(row.name(), row));
        Map<String, Documented> ofLibraries = new HashMap<>();
        Documented.ofLibraries().forEach(row -> ofLibraries.put(row.name(), row));
        Set<String> missing = new TreeSet<>();
        try {
            Eventually.until(AppProcess.LONG, () -> {
                missing.clear();
                missing.addAll(documented.keySet());
                missing.removeAll(exposed(port).families().keySet());
                return missing.isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError("documented, and not exposed by the " + app + ": " + missing, e);
        }
        exposed(port).families().forEach((name, family) -> {
            if (isLongestOf(name, documented) || isLongestOf(name, ofLibraries)) {
                assertThat(family.type()).as(name).isEqualTo("gauge");
                return;
            }
            Documented row = Optional.ofNullable(documented.get(name))
                    .or(() -> Optional.ofNullable(ofLibraries.get(name)))
                    .orElseThrow(() -> new AssertionError(name + " of the " + app + " is not documented"));
            assertThat(family.type()).as("type of %s", name).isEqualTo(row.type());
            assertThat(family.labels()).as("labels of %s", name).isEqualTo(row.labels());
            assertThat(family.help()).as("help of %s", name).isNotBlank();
        });
    }

    /** Every histogram has a gauge of its recent maximum. */
    private static boolean isLongestOf(String name, Map<String, Documented> rows) {
        Documented whole = rows.get(name.replaceFirst("_max$", ""));
        return name.endsWith("_max") && whole != null && !whole.type().equals("gauge");
    }

    @Test
    void aTasksLifeIsFoundByItsCorrelationIdInBothLogs() throws Exception {
        String id = "c0ffee11c0ffee11c0ffee11c0ffee11";
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis();
                AppProcess coordinator = AppProcess.coordinator(
                        environment(postgres.jdbcUrl(), redis.uri(), postgres, redis, Map.of()));
                AppProcess agent =
                        AppProcess.agent(environment(postgres.jdbcUrl(), redis.uri(), postgres, redis, Map.of()))) {
            coordinator.ready();
            agent.ready();
            Http http = new Http(coordinator.port());
            long task = http.submit(
                    NewTask.of("misbehave", Map.of("way", "THROW")).withMaxAttempts(1),
                    Trace.of(id).withTraceparent("00-" + TRACE + "-00f067aa0ba902b7-01"));
            http.ended(task);

            JsonNode accepted = line(coordinator, id, "task accepted");
            JsonNode started = line(agent, id, "attempt started");
            JsonNode failed = line(agent, id, "attempt failed");
            JsonNode ended = line(agent, id, "attempt ended outcome=failed status=failed");

            assertThat(accepted.path("app").asText()).isEqualTo("coordinator");
            assertThat(accepted.has("session")).isFalse();
            for (JsonNode entry : List.of(started, failed, ended)) {
                assertThat(entry.path("app").asText()).isEqualTo("agent");
                assertThat(entry.path("attempt").asText()).isEqualTo("1");
                assertThat(entry.path("session").asText()).matches("\\d+");
            }
            for (JsonNode entry : List.of(accepted, started, failed, ended)) {
                assertThat(entry.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
                assertThat(entry.path("level").asText()).isIn("DEBUG", "INFO");
                assertThat(entry.path("task_id").asText()).isEqualTo(Long.toString(task));
                assertThat(entry.path("type").asText()).isEqualTo("misbehave");
                assertThat(entry.path("trace_id").asText()).isEqualTo(TRACE);
            }
            assertThat(failed.path("stack_trace").asText()).contains("IllegalStateException: wrong");
        }
    }

    private static JsonNode line(AppProcess app, String correlationId, String message) throws Exception {
        return Eventually.get(
                AppProcess.LONG,
                () -> app.output().stream()
                        .map(Http::json)
                        .filter(entry -> entry.path("correlation_id").asText().equals(correlationId)
                                && entry.path("message").asText().startsWith(message))
                        .findFirst());
    }

    @Test
    void turnedOffThereAreNeitherMetricsNorLinesOfTasks() throws Exception {
        Map<String, String> off = Map.of("OBSERVABILITY_ENABLED", "false", "TASKQ_LOG_LEVEL", "DEBUG");
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis();
                AppProcess coordinator =
                        AppProcess.coordinator(environment(postgres.jdbcUrl(), redis.uri(), postgres, redis, off));
                AppProcess agent =
                        AppProcess.agent(environment(postgres.jdbcUrl(), redis.uri(), postgres, redis, off))) {
            coordinator.ready();
            agent.ready();
            Http http = new Http(coordinator.port());
            http.ended(
                    http.submit(NewTask.of("misbehave", Map.of("way", "THROW")).withMaxAttempts(1)));

            assertThat(Http.status(coordinator.port(), "/metrics")).isEqualTo(404);
            assertThat(Http.status(agent.port(), "/metrics")).isEqualTo(404);
            agent.terminate();
            agent.exitCode();
            assertThat(agent.output()).noneMatch(line -> line.contains("task_id") || line.contains("correlation_id"));
            assertThat(coordinator.output()).noneMatch(line -> line.contains("task_id"));
        }
    }

    @Test
    void aScrapeNeedsNeitherPostgresNorRedis() throws Exception {
        try (PostgresBackend postgres = Backends.postgres();
                RedisBackend redis = Backends.redis();
                TcpProxy toPostgres = proxy(postgres.jdbcUrl().replaceFirst("^jdbc:", ""), 5432);
                TcpProxy toRedis = proxy(redis.uri(), 6379)) {
            String url = postgres.jdbcUrl().replaceFirst("//[^/]+/", "//127.0.0.1:" + toPostgres.port() + "/");
            String uri = "redis://127.0.0.1:" + toRedis.port();
            try (AppProcess coordinator = AppProcess.coordinator(environment(url, uri, postgres, redis, Map.of()));
                    AppProcess agent = AppProcess.agent(environment(url, uri, postgres, redis, Map.of()))) {
                coordinator.ready();
                agent.ready();
                new Http(coordinator.port()).submit(NewTask.of("nobodys"));
                awaitDepth(coordinator.port());

                toPostgres.traffic(Traffic.SILENT);
                toRedis.traffic(Traffic.SILENT);

                awaitStoreReachable(coordinator.port(), "coordinator", 0);
                awaitStoreReachable(agent.port(), "agent", 0);
                assertThat(exposed(coordinator.port()).families()).containsKey("taskq_duty_seconds");
                assertThat(exposed(agent.port()).families()).containsKey("taskq_duty_seconds");

                toPostgres.traffic(Traffic.FREE);
                toRedis.traffic(Traffic.FREE);

                awaitStoreReachable(coordinator.port(), "coordinator", 1);
                awaitStoreReachable(agent.port(), "agent", 1);
            }
        }
    }

    private static void awaitStoreReachable(int port, String role, double reachable) throws InterruptedException {
        Eventually.until(
                AppProcess.LONG,
                () -> sample(port, "taskq_store_reachable{role=\"" + role + "\"}")
                        .equals(Optional.of(reachable)));
    }

    private static void awaitDepth(int port) throws InterruptedException {
        Eventually.until(
                AppProcess.LONG,
                () -> sample(port, "taskq_queue_depth{type=\"nobodys\"}").equals(Optional.of(1.0)));
    }

    private static Optional<Double> sample(int port, String series) {
        return exposed(port).families().values().stream()
                .flatMap(family -> Optional.ofNullable(family.samples().get(series)).stream())
                .findFirst();
    }

    private static Exposed exposed(int port) {
        return Exposed.read(Http.get(port, "/metrics"));
    }

    private static TcpProxy proxy(String address, int usualPort) {
        URI uri = URI.create(address);
        return TcpProxy.start(0, uri.getHost(), uri.getPort() < 0 ? usualPort : uri.getPort());
    }

    private Map<String, String> environment(
            String url, String uri, PostgresBackend postgres, RedisBackend redis, Map<String, String> more)
            throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TASKQ_POSTGRES_URL", url,
                "TASKQ_POSTGRES_USER", postgres.user(),
                "TASKQ_POSTGRES_PASSWORD", postgres.password(),
                "TASKQ_REDIS_URL", uri,
                "TASKQ_REDIS_PREFIX", redis.keyPrefix(),
                "TASKQ_TOKENS", Http.tokenLine(),
                "TASKQ_AGENT_GRACE", "200ms",
                "TASKQ_PLUGINS_DIR",
                        Plugin.folder(folder, List.of(Greet.class, Misbehave.class))
                                .toString()));
        environment.putAll(more);
        return environment;
    }
}
