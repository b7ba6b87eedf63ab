package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.taskq.Outcome;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.TooManyOperationsException;
import dev.taskq.TooManySchedulesException;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.Hashes;
import dev.taskq.server.Tokens;
import dev.taskq.spi.NewSession;
import dev.taskq.testkit.TestTimeouts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description matches every route: each described response occurs, and no test gets any other. */
class OpenApiTest {
    private static final String HASTY = "token-of-a-caller-with-a-limit";
    private static final String GOOD = "{\"type\":\"good\"}";
    private static final Duration TIMEOUT = TestTimeouts.LONG;
    private static final ConnectionLimits IMPATIENT =
            Served.limits(100, Duration.ofMillis(500), Duration.ofMinutes(5), Duration.ofMinutes(5));

    @SuppressWarnings("rawtypes")
    private static final TaskType<Map> BLOCKS = TaskType.of("blocks", Map.class);

    @SuppressWarnings("rawtypes")
    private static final TaskType<Map> SUCCEEDS = TaskType.of("succeeds", Map.class);

    @Test
    void isServed() {
        try (Served served = Served.start()) {
            Reply reply = served.send("GET", "/openapi.yaml", Optional.empty());

            assertThat(reply.body()).startsWith("openapi: 3.1.0");
            JsonNode asJson =
                    served.send("GET", "/openapi.json", Optional.empty()).json();
            assertThat(asJson).isEqualTo(yaml(reply.body()));
        }
    }

    private static JsonNode yaml(String text) {
        try {
            return new YAMLMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** Clients are generated from names, so that each schema has one, and a task of a batch is one with a key. */
    @Test
    void aTaskOfABatchIsATaskWithAKeyOfItsOwn() {
        JsonNode schemas = new Described().schemas();
        Map<String, JsonNode> single = fields(schemas.path("TaskToSubmit"));
        Map<String, JsonNode> ofBatch = fields(schemas.path("BatchTask"));

        assertThat(ofBatch.remove("idempotency_key")).isNotNull();
        assertThat(ofBatch).isEqualTo(single);
    }

    private static Map<String, JsonNode> fields(JsonNode schema) {
        Map<String, JsonNode> fields = new HashMap<>();
        schema.path("properties").properties().forEach(field -> {
            ObjectNode rule = field.getValue().deepCopy();
            rule.remove("description");
            fields.put(field.getKey(), rule);
        });
        return fields;
    }

    @Test
    void everyAnswerThatIsDescribedIsReallyGiven() {
        Tokens tokens = Tokens.of(Served.TOKENS + "\nhasty admin " + Hashes.of(HASTY) + " rate=1/h");
        try (Served served = Served.start(CoordinatorConfig.DEFAULTS.withBacklogLimit(5), tokens)) {
            answersOfACallerThatCallsTooOften(served);
            answersOfSubmit(served, "/v1/tasks", GOOD);
            answersOfSubmit(served, "/v1/tasks:batch", "{\"tasks\":[{\"type\":\"batched\"}]}");
            answersOfReads(served);
            answersOfInspections(served);
            answersOfActions(served);
            answersOfOperations(served);
            answersOfSchedules(served);
            answersOfTheProcess(served);

            assertThat(served.described.seen()).containsExactlyInAnyOrderElementsOf(served.described.answers());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "408, 'GET /v1/tasks HTTP/1.1|Host: '",
        "414, 'GET /v1/tasks?type=# HTTP/1.1|Host: x||'",
        "431, 'GET /v1/tasks HTTP/1.1|Host: x|A: #|B: #||'",
        "501, 'POST /v1/tasks HTTP/1.1|Host: x|Transfer-Encoding: gzip, chunked||0||'",
        "505, 'GET /v1/tasks HTTP/1.2|Host: x||'"
    })
    void whatIsRefusedBeforeAnyRouteIsDescribedForEach(int code, String request) throws Exception {
        try (Served served = Served.start(IMPATIENT)) {
            String answer = Raw.exchange(
                    served.server.port(), request.replace("|", "\r\n").replace("#", "x".repeat(9_000)));

            Reply reply = Reply.of(answer);
            assertThat(reply.status()).isEqualTo(code);
            served.described.check(request.substring(0, request.indexOf(' ')), "/v1/tasks", reply);
            assertThat(served.described.operations())
                    .isNotEmpty()
                    .allMatch(operation -> served.described.codes(operation).containsAll(Described.BEFORE_ANY_ROUTE));
        }
    }

    @Test
    void whatIsNotForeseenIsAProblemThatTellsNothing() {
        try (Served served = Served.start()) {
            served.faults.fail("find", () -> new IllegalStateException("select secret from tasks"));

            Reply reply = served.get("/v1/tasks/1");

            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.body()).doesNotContain("select").doesNotContain("Exception");
        }
    }

    @Test
    void twoKindsOfUnavailableAreToldApart() {
        try (Served served = Served.start()) {
            served.submit(GOOD);
            served.faults.fail("insert", () -> new StoreUnavailableException(null));
            Reply notAccepted = served.post("/v1/tasks", GOOD);
            served.faults.fail("insert", () -> new OutcomeUnknownException(List.of(), null));
            Reply unknown = served.post("/v1/tasks", GOOD);

            assertThat(notAccepted.problem()).isEqualTo("not-accepted");
            assertThat(unknown.problem()).isEqualTo("outcome-unknown");
            assertThat(unknown.status()).isEqualTo(503);
            assertThat(served.storedTasks()).isEqualTo(1);
        }
    }

    private static void answersOfACallerThatCallsTooOften(Served served) {
        served.send("GET", "/v1/tasks", Optional.empty(), "Authorization", "Bearer " + HASTY);
        for (String operation : served.described.operations()) {
            String[] parts = operation.split(" ", 2);
            if (parts[1].startsWith("/v1")) {
                String path =
                        parts[1].replace("{id}", "1").replace("{type}", "waits").replace("{name}", "waits");
                Reply reply = served.send(parts[0], path, Optional.empty(), "Authorization", "Bearer " + HASTY);
                assertThat(reply.status()).as(operation).isEqualTo(429);
            }
        }
    }

    private static void answersOfSubmit(Served served, String path, String body) {
        served.post(path, body);
        served.post(path, "{");
        served.send("POST", path, Optional.empty());
        served.send("POST", path, bytes(body), "Authorization", "Bearer " + Served.READER);
        served.post(path, " ".repeat(9_000_000) + body);
        served.send("POST", path, bytes(body), "Authorization", "Bearer " + Served.ADMIN);
        served.post(path, "{}");
        whileFailing(served, "insert", () -> served.post(path, body));
        until(() -> served.post(path, body).status() == 429);
    }

    private static void answersOfReads(Served served) {
        String task = "/v1/tasks/" + served.submit("{\"type\":\"read\"}");
        for (String path : List.of("/v1/tasks", task)) {
            served.get(path);
            served.get(path + "?x=1");
            served.send("GET", path, Optional.empty());
            served.send("GET", path, Optional.empty(), "Authorization", "Bearer " + Served.SUBMITTER);
        }
        served.get("/v1/tasks/404404");
        served.send("GET", task, Optional.empty(), "Authorization", "Bearer " + Served.ADMIN, "If-None-Match", "*");
        whileFailing(served, "list", () -> served.get("/v1/tasks"));
        whileFailing(served, "find", () -> served.get(task));
    }

    private static void answersOfInspections(Served served) {
        // Before the first report, which is kept for some seconds.
        whileFailing(served, "failures", () -> served.get("/v1/errors"));
        String task = "/v1/tasks/" + served.submit("{\"type\":\"shown\"}");
        for (String path : List.of(
                "/v1/types",
                "/v1/types/shown",
                "/v1/agents",
                "/v1/errors",
                "/v1/history",
                task + ":explain",
                task + "/events")) {
            served.get(path);
            served.get(path + "?x=1");
            served.send("GET", path, Optional.empty());
            served.send("GET", path, Optional.empty(), "Authorization", "Bearer " + Served.SUBMITTER);
        }
        for (String path : List.of("/v1/types", "/v1/types/shown")) {
            served.send("GET", path, Optional.empty(), "Authorization", "Bearer " + Served.ADMIN, "If-None-Match", "*");
        }
        List.of("/v1/types/unknown", "/v1/tasks/404404:explain", "/v1/tasks/404404/events")
                .forEach(served::get);
        whileFailing(served, "details", () -> {
            served.get(task + ":explain");
            served.get(task + "/events");
        });
        whileFailing(served, "detail", () -> {
            served.get(task + ":explain");
            served.get(task + "/events");
        });
        whileFailing(served, "types", () -> {
            served.get("/v1/types/shown");
            until(() -> served.get("/v1/types").status() == 503);
        });
        whileFailing(
                served, "sessions", () -> until(() -> served.get("/v1/agents").status() == 503));
        whileFailing(served, "read", () -> served.get("/v1/history?type=not-read-yet"));
        served.post(task + ":cancel");
        String last = served.get(task + "/events")
                .json()
                .path("events")
                .findValuesAsText("id")
                .getLast();
        served.send(
                "GET",
                task + "/events",
                Optional.empty(),
                "Authorization",
                "Bearer " + Served.READER,
                "Accept",
                "text/event-stream",
                "Last-Event-ID",
                last);
    }

    private static void answersOfActions(Served served) {
        CountDownLatch started = new CountDownLatch(1);
        try (Agent agent = Agent.builder(served.store)
                .queue(served.queue)
                .handler(TaskHandler.of(SUCCEEDS, (context, params) -> Outcome.done()))
                .handler(TaskHandler.of(BLOCKS, (context, params) -> {
                    started.countDown();
                    new CountDownLatch(1).await();
                    return Outcome.done();
                }))
                .build()) {
            agent.start();
            long succeeded = served.submit("{\"type\":\"succeeds\"}");
            served.get("/v1/tasks/" + succeeded + "?wait=60s");
            for (String action : List.of(":cancel", ":retry")) {
                long waiting = served.submit("{\"type\":\"waits\"}");
                served.post("/v1/tasks/" + waiting + ":cancel");
                String path = "/v1/tasks/" + waiting + action;
                served.post(path);
                served.post(path, "{");
                served.send("POST", path, Optional.empty());
                served.send("POST", path, Optional.empty(), "Authorization", "Bearer " + Served.SUBMITTER);
                served.post("/v1/tasks/404404" + action);
                served.post("/v1/tasks/" + succeeded + action);
                served.post(path, " ".repeat(100_000) + "{}");
                served.send("POST", path, bytes("{}"), "Authorization", "Bearer " + Served.ADMIN);
                served.post(path, "{\"x\":1}");
                whileFailing(served, action.substring(1), () -> served.post(path));
            }
            for (String action : List.of(":pause", ":resume")) {
                String path = "/v1/types/waits" + action;
                served.post(path);
                served.post(path, "{");
                served.send("POST", path, Optional.empty());
                served.send("POST", path, Optional.empty(), "Authorization", "Bearer " + Served.SUBMITTER);
                served.post("/v1/types/No-Type" + action);
                served.post(path, " ".repeat(100_000) + "{}");
                served.send("POST", path, bytes("{}"), "Authorization", "Bearer " + Served.ADMIN);
                served.post(path, "{\"x\":1}");
                whileFailing(served, "pause", () -> served.post(path));
            }
            String drain = "/v1/agents/"
                    + served.sound
                            .sessions()
                            .open(new NewSession(NewSession.Kind.AGENT, "drained", "host", List.of("waits")))
                    + ":drain";
            served.post(drain);
            answersOfABody(served, drain);
            served.post("/v1/agents/404404:drain");
            whileFailing(served, "drain", () -> served.post(drain));
            long running = served.submit("{\"type\":\"blocks\"}");
            until(() -> started.getCount() == 0);
            assertThat(served.post("/v1/tasks/" + running + ":cancel").status()).isEqualTo(202);
        }
    }

    private static void answersOfOperations(Served served) {
        String dryRun = "{\"filter\":{},\"dry_run\":true}";
        for (String action : List.of(":cancel", ":retry", ":run_now", ":delete")) {
            String path = "/v1/tasks" + action;
            served.post(path, dryRun);
            answersOfABody(served, path);
            whileFailing(served, "start", () -> served.post(path, dryRun));
            served.faults.fail("start", () -> new TooManyOperationsException(100, false));
            served.post(path, dryRun);
            served.faults.heal();
        }
        String operation =
                "/v1/operations/" + served.post("/v1/tasks:delete", dryRun).id();
        answersOfARead(served, operation);
        answersOfARead(served, "/v1/operations");
        answersOfARead(served, "/v1/audit");
        whileFailing(served, "entries", () -> served.get("/v1/audit"));
        whileFailing(served, "list", () -> served.get("/v1/operations"));
        served.get("/v1/operations/404404");
        whileFailing(served, "find", () -> served.get(operation));
        served.post(operation + ":cancel");
        answersOfABody(served, operation + ":cancel");
        served.post("/v1/operations/404404:cancel");
        whileFailing(served, "cancel", () -> served.post(operation + ":cancel"));

        String task = "/v1/tasks/" + served.submit("{\"type\":\"waits\"}");
        served.delete(task);
        served.delete(task + "?x=1");
        served.send("DELETE", task, Optional.empty());
        served.send("DELETE", task, Optional.empty(), "Authorization", "Bearer " + Served.SUBMITTER);
        served.post(task + ":cancel");
        whileFailing(served, "delete", () -> served.delete(task));
        served.delete(task);
        served.delete(task);
    }

    private static void answersOfSchedules(Served served) {
        String nightly = "{\"type\":\"good\",\"cron\":\"@daily\",\"overlap\":\"skip\"}";
        String schedule = "/v1/schedules/nightly";
        served.put(schedule, nightly);
        served.put(schedule, nightly);
        served.put("/v1/schedules/No-Schedule", nightly);
        served.put(schedule, "{");
        served.send("PUT", schedule, Optional.empty());
        served.send("PUT", schedule, Optional.empty(), "Authorization", "Bearer " + Served.SUBMITTER);
        served.put(schedule, " ".repeat(3_000_000) + "{}");
        served.send("PUT", schedule, bytes("{}"), "Authorization", "Bearer " + Served.ADMIN);
        served.put(schedule, "{\"x\":1}");
        whileFailing(served, "put", () -> served.put(schedule, nightly));
        served.faults.fail("put", () -> new TooManySchedulesException(10_000, false));
        served.put(schedule, nightly);
        served.faults.heal();
        for (String path : List.of("/v1/schedules", schedule)) {
            answersOfARead(served, path);
        }
        served.get("/v1/schedules/none");
        whileFailing(served, "list", () -> served.get("/v1/schedules"));
        whileFailing(served, "find", () -> served.get(schedule));
        for (String action : List.of(":run", ":run", ":pause", ":resume")) {
            served.post(schedule + action);
            answersOfABody(served, schedule + action);
            served.post("/v1/schedules/none" + action);
        }
        whileFailing(served, "run", () -> served.post(schedule + ":run"));
        whileFailing(served, "setPaused", () -> {
            served.post(schedule + ":pause");
            served.post(schedule + ":resume");
        });
        served.delete(schedule + "?x=1");
        served.send("DELETE", schedule, Optional.empty());
        served.send("DELETE", schedule, Optional.empty(), "Authorization", "Bearer " + Served.SUBMITTER);
        whileFailing(served, "delete", () -> served.delete(schedule));
        served.delete(schedule);
        served.delete(schedule);
    }

    /** The refusals of a call with a small body. */
    private static void answersOfABody(Served served, String path) {
        served.post(path, "{");
        served.send("POST", path, Optional.empty());
        served.send("POST", path, Optional.empty(), "Authorization", "Bearer " + Served.SUBMITTER);
        served.post(path, " ".repeat(100_000) + "{}");
        served.send("POST", path, bytes("{}"), "Authorization", "Bearer " + Served.ADMIN);
        served.post(path, "{\"x\":1}");
    }

    private static void answersOfARead(Served served, String path) {
        served.get(path);
        served.get(path + "?x=1");
        served.send("GET", path, Optional.empty());
        served.send("GET", path, Optional.empty(), "Authorization", "Bearer " + Served.SUBMITTER);
    }

    private static void answersOfTheProcess(Served served) {
        for (String path : List.of("/healthz", "/readyz", "/metrics", "/openapi.yaml", "/openapi.json")) {
            served.send("GET", path, Optional.empty());
            served.send("GET", path + "?x=1", Optional.empty());
        }
        whileFailing(
                served,
                "heartbeat",
                () -> until(
                        () -> served.send("GET", "/readyz", Optional.empty()).status() == 503));
        served.faults.fail("heartbeat", () -> new AssertionError("a part of it breaks"));
        until(() -> served.send("GET", "/healthz", Optional.empty()).status() == 503);
    }

    private static void whileFailing(Served served, String method, Runnable calls) {
        served.faults.fail(method, () -> new StoreUnavailableException(null));
        calls.run();
        served.faults.heal();
    }

    /** Effects of a background duty are polled for. */
    private static void until(Supplier<Boolean> fact) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!fact.get()) {
            assertThat(System.nanoTime()).as("still not so").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static Optional<byte[]> bytes(String text) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
