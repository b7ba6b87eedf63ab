package dev.taskq.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.Outcome;
import dev.taskq.Task;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoodPathTest {
    @SuppressWarnings("rawtypes")
    private static final TaskType<Map> ECHO = TaskType.of("echo", Map.class);

    @SuppressWarnings("rawtypes")
    private static final TaskType<Map> GIVE_UP = TaskType.of("give_up", Map.class);

    private final Served served = Served.start();

    @AfterAll
    void close() {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5.0"})
    void numbersMayHaveZerosBehindThePoint(String five) {
        try (Served served = Served.start()) {
            long id = served.submit("{\"type\":\"good\",\"max_attempts\":" + five + "}");

            assertThat(served.get("/v1/tasks/" + id).json().path("max_attempts").asInt())
                    .isEqualTo(5);
        }
    }

    @Test
    void submitIsAnsweredWithIdAndStatusAlone() {
        Reply reply = served.post("/v1/tasks", "{\"type\":\"plain\"}");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body()).isEqualTo("{\"id\": " + reply.id() + ", \"status\": \"queued\"}");
        assertThat(reply.header("Location")).isEqualTo("/v1/tasks/" + reply.id());
        assertThat(reply.headers().firstValue("Idempotent-Replay")).isEmpty();
        assertThat(served.get(reply.header("Location")).id()).isEqualTo(reply.id());
    }

    @Test
    void paramsAreKeptAsTheyWereWritten() {
        String params =
                "{ \"n\" : 12345678901234567890.123456789, \"e\":1.50e3, \"\u00fc\u20ac\ud83d\ude00\":[ {} ,[],null,true ] }";

        long id = served.submit("{\"type\":\"plain\",\"params\":" + params + "}");

        assertThat(stored(id).params()).isEqualTo(params);
        assertThat(served.get("/v1/tasks/" + id).body()).contains(params);
    }

    @Test
    void paramsLargerThanOneBufferAreCutOutWhole() {
        String params = "{\"a\":\"" + "\u00e4".repeat(50_000) + "\",\"b\":[" + "1,".repeat(20_000) + "2]}";

        long id = served.submit("{\"params\":" + params + " ,\"type\":\"plain\"}");

        assertThat(stored(id).params()).isEqualTo(params);
    }

    @Test
    void numbersWrittenOutInFullAreTheSameValue() {
        Reply first = served.post("/v1/tasks", Resources.text("roundtrip.json"), "Idempotency-Key", "roundtrip");
        String back = "{\"type\":\"hx.nobody\",\"params\":{\"a\": 1" + "0".repeat(308) + ", \"b\": 0." + "0".repeat(323)
                + "5}}";

        Reply second = served.post("/v1/tasks", back, "Idempotency-Key", "roundtrip");

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replay")).isEqualTo("true");
    }

    @Test
    void namesInParamsMayBeLongUnderAKeyToo() {
        String body = "{\"type\":\"plain\",\"params\":{\"" + "n".repeat(60_000) + "\":1}}";

        assertThat(served.post("/v1/tasks", body).status()).isEqualTo(201);
        assertThat(served.post("/v1/tasks", body, "Idempotency-Key", "long name")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void wholeNumberMayHaveZerosBehindItsPoint() {
        long id = served.submit("{\"type\":\"plain\",\"max_attempts\":7.0}");

        assertThat(stored(id).maxAttempts()).isEqualTo(7);
    }

    @Test
    void paramsMayBeLeftOut() {
        assertThat(stored(served.submit("{\"type\":\"plain\"}")).params()).isEqualTo("{}");
    }

    @Test
    void mediaTypeMayNameItsCharacterSet() {
        for (String mediaType : List.of(
                "application/json;charset=UTF-8",
                "Application/JSON; charset=\"utf-8\"",
                "application/json; charset=utf8",
                "application/json; Charset=\"UTF8\"")) {
            Reply reply = served.send(
                    "POST",
                    "/v1/tasks",
                    Optional.of("{\"type\":\"plain\"}".getBytes(StandardCharsets.UTF_8)),
                    "Authorization",
                    "bearer " + Served.SUBMITTER,
                    "Content-Type",
                    mediaType);

            assertThat(reply.status()).isEqualTo(201);
        }
    }

    @Test
    void bodyMaySayThatItIsNotEncoded() {
        for (String encoding : List.of("identity", "Identity")) {
            Reply reply = served.post("/v1/tasks", "{\"type\":\"plain\"}", "Content-Encoding", encoding);

            assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        }
    }

    @Test
    void headIsAnsweredLikeGetWithoutTheBody() {
        String task = "/v1/tasks/" + served.submit("{\"type\":\"plain\"}");
        for (String path :
                List.of("/v1/tasks?limit=1", task, task + "?wait=1ms", "/healthz", "/readyz", "/openapi.yaml")) {
            Reply get = served.get(path);
            Reply head = served.send("HEAD", path, Optional.empty(), "Authorization", "Bearer " + Served.READER);

            assertThat(head.status()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
            assertThat(head.header("Content-Length"))
                    .as(path)
                    .isEqualTo(Integer.toString(get.body().getBytes(StandardCharsets.UTF_8).length));
        }
        assertThat(served.send("HEAD", "/metrics", Optional.empty()).status()).isEqualTo(200);
    }

    @Test
    void everyFormOfADelayIsUnderstood() {
        Map.of(
                        "90s", Duration.ofSeconds(90),
                        "15m", Duration.ofMinutes(15),
                        "36h", Duration.ofHours(36),
                        "7d", Duration.ofDays(7),
                        "1500ms", Duration.ofMillis(1_500),
                        "007s", Duration.ofSeconds(7),
                        "PT01M", Duration.ofMinutes(1),
                        "PT1H30M", Duration.ofMinutes(90),
                        "P1DT0.5S", Duration.ofDays(1).plusMillis(500),
                        "P2W", Duration.ofDays(14))
                .forEach((text, delay) -> {
                    Reply reply = served.post("/v1/tasks", "{\"type\":\"plain\",\"delay\":\"" + text + "\"}");

                    assertThat(reply.json().path("status").asText()).isEqualTo("scheduled");
                    Task task = stored(reply.id());
                    assertThat(Duration.between(
                                    task.times().createdAt(),
                                    task.times().runAt().orElseThrow()))
                            .as(text)
                            .isEqualTo(delay);
                });
    }

    @Test
    void delayOfNothingMeansAtOnce() {
        assertThat(served.post("/v1/tasks", "{\"type\":\"plain\",\"delay\":\"0s\"}")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("queued");
    }

    @Test
    void timeWithAnyOffsetIsUnderstood() {
        Instant due = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.MILLIS);
        String text = due.atOffset(ZoneOffset.ofHoursMinutes(-3, -30)).toString();

        long id = served.submit("{\"type\":\"plain\",\"run_at\":\"" + text + "\"}");

        assertThat(stored(id).times().runAt()).contains(due);
    }

    @ParameterizedTest
    @CsvSource({
        "2030-01-02T00:30:00+23:59, 2030-01-01T00:31:00Z",
        "2030-01-01T00:30:00-23:59, 2030-01-02T00:29:00Z",
        "2030-01-01T00:30:00+18:30, 2029-12-31T06:00:00Z",
        "2030-01-01T00:30:00+0000, 2030-01-01T00:30:00Z",
        "2030-01-01T00:30:00-0330, 2030-01-01T04:00:00Z",
        "2030-01-01T00:30:00-00:00, 2030-01-01T00:30:00Z",
        "2030-01-01t00:30:00.25z, 2030-01-01T00:30:00.250Z",
    })
    void everyOffsetOfRfc3339IsUnderstoodAndThatOfStrftime(String text, Instant due) {
        long id = served.submit("{\"type\":\"plain\",\"run_at\":\"" + text + "\"}");

        assertThat(stored(id).times().runAt()).contains(due);
        assertThat(served.get("/v1/tasks?limit=1&created_after=" + text.replace("+", "%2B"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void timeThatIsPastMeansAtOnce() {
        Reply reply = served.post("/v1/tasks", "{\"type\":\"plain\",\"run_at\":\"2001-09-09T01:46:40Z\"}");

        assertThat(reply.json().path("status").asText()).isEqualTo("queued");
    }

    @Test
    void boundsOfATaskAreStoredAndShown() {
        long id = served.submit("{\"type\":\"plain\",\"max_attempts\":7,\"timeout\":\"90m\"}");

        JsonNode task = served.get("/v1/tasks/" + id).json();

        assertThat(task.path("max_attempts").asInt()).isEqualTo(7);
        assertThat(task.path("timeout").asText()).isEqualTo("90m");
    }

    @Test
    void callerAndCorrelationIdAreStored() {
        Reply reply = served.send(
                "POST",
                "/v1/tasks",
                Optional.of("{\"type\":\"plain\"}".getBytes(StandardCharsets.UTF_8)),
                "Authorization",
                "Bearer " + Served.SUBMITTER,
                "Content-Type",
                "application/json",
                "X-Correlation-Id",
                "order-4711",
                "traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        assertThat(reply.header("X-Correlation-Id")).isEqualTo("order-4711");
        Task task = stored(reply.id());
        assertThat(task.origin().caller()).isEqualTo("shop");
        assertThat(task.origin().correlationId()).isEqualTo("order-4711");
        assertThat(task.origin().traceparent()).contains("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    @Test
    void idsThatAreIllFormedAreReplacedByOnesThatAreMade() {
        for (String bad : List.of("", "a b", "x".repeat(129))) {
            Reply reply = served.post(
                    "/v1/tasks",
                    "{\"type\":\"plain\"}",
                    "X-Correlation-Id",
                    bad,
                    "traceparent",
                    "00-zz-b7ad6b7169203331-01");

            String made = reply.header("X-Correlation-Id");
            assertThat(made).matches("[0-9a-f]{32}");
            assertThat(stored(reply.id()).origin().correlationId()).isEqualTo(made);
            assertThat(stored(reply.id()).origin().traceparent().orElseThrow())
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        }
    }

    @Test
    void repeatUnderAKeyIsAnsweredLikeTheFirst() {
        String body = "{\"type\":\"plain\",\"params\":{\"a\":1,\"b\":2.0},\"delay\":\"1h\"}";
        Reply first = served.post("/v1/tasks", body, "Idempotency-Key", "one");

        Reply again = served.post(
                "/v1/tasks",
                "{ \"delay\":\"1h\", \"params\":{\"b\":2.00,\"a\":1}, \"type\":\"plain\" }",
                "Idempotency-Key",
                "one");

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
    }

    @Test
    void keysOfTwoCallersAreTwoKeys() {
        long ofAdmin = served.post("/v1/tasks", "{\"type\":\"plain\"}", "Idempotency-Key", "shared")
                .id();

        Reply ofShop = served.send(
                "POST",
                "/v1/tasks",
                Optional.of("{\"type\":\"other\"}".getBytes(StandardCharsets.UTF_8)),
                "Authorization",
                "Bearer " + Served.SUBMITTER,
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                "shared");

        assertThat(ofShop.status()).isEqualTo(201);
        assertThat(ofShop.id()).isNotEqualTo(ofAdmin);
    }

    @Test
    void batchIsAnsweredInItsOrder() {
        Reply reply = served.post(
                "/v1/tasks:batch",
                "{\"tasks\":[{\"type\":\"plain\"},{\"type\":\"plain\",\"delay\":\"1h\"},{\"type\":\"other\"}]}");

        assertThat(reply.status()).isEqualTo(201);
        JsonNode tasks = reply.json().path("tasks");
        assertThat(tasks.findValuesAsText("status")).containsExactly("queued", "scheduled", "queued");
        assertThat(stored(tasks.path(2).path("id").asLong()).type()).isEqualTo("other");
    }

    @Test
    void batchOfTheGreatestSizeIsAccepted() {
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            tasks.add("{\"type\":\"large\",\"params\":{\"i\":" + i + "}}");
        }

        Reply reply = served.post("/v1/tasks:batch", "{\"tasks\":[" + String.join(",", tasks) + "]}");

        assertThat(reply.json().path("tasks")).hasSize(1_000);
    }

    @Test
    void batchRepeatedUnderTheHeadersKeyIsReplayedWhole() {
        String body = "{\"tasks\":[{\"type\":\"plain\"},{\"type\":\"plain\"}]}";
        JsonNode first = served.post("/v1/tasks:batch", body, "Idempotency-Key", "b")
                .json()
                .path("tasks");

        Reply repeated = served.post("/v1/tasks:batch", body, "Idempotency-Key", "b");
        JsonNode again = repeated.json().path("tasks");

        assertThat(first.path(0).path("id")).isNotEqualTo(first.path(1).path("id"));
        assertThat(first.path(0).has("replayed")).isFalse();
        assertThat(again.findValuesAsText("id")).isEqualTo(first.findValuesAsText("id"));
        assertThat(again.findValuesAsText("replayed")).containsExactly("true", "true");
        assertThat(repeated.header("Idempotent-Replay")).isEqualTo("true");
    }

    @Test
    void keyOfABatchIsNotThatOfATask() {
        served.post("/v1/tasks:batch", "{\"tasks\":[{\"type\":\"plain\"}]}", "Idempotency-Key", "both");

        assertThat(served.post("/v1/tasks", "{\"type\":\"other\"}", "Idempotency-Key", "both")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void tasksOfABatchMayHaveKeysOfTheirOwn() {
        long known = served.post("/v1/tasks", "{\"type\":\"plain\"}", "Idempotency-Key", "known")
                .id();

        Reply reply = served.post(
                "/v1/tasks:batch",
                "{\"tasks\":[{\"type\":\"plain\",\"idempotency_key\":\"known\"},"
                        + "{\"type\":\"plain\",\"idempotency_key\":\"new\"},{\"type\":\"plain\"}]}");
        JsonNode tasks = reply.json().path("tasks");

        assertThat(reply.headers().firstValue("Idempotent-Replay")).isEmpty();

        assertThat(tasks.path(0).path("id").asLong()).isEqualTo(known);
        assertThat(tasks.path(0).path("replayed").asBoolean()).isTrue();
        assertThat(tasks.path(1).has("replayed")).isFalse();
    }

    @Test
    void listGoesThroughAllTasksNewestFirst() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, served.submit("{\"type\":\"listed\",\"params\":{\"secret\":1}}"));
        }

        List<Long> listed = new ArrayList<>();
        String next = "";
        do {
            Reply page = served.get("/v1/tasks?type=listed&status=queued&limit=2" + next);
            page.json().path("tasks").forEach(task -> listed.add(task.path("id").asLong()));
            next = page.json().has("next_cursor")
                    ? "&cursor=" + page.json().path("next_cursor").asText()
                    : "";
        } while (!next.isEmpty());

        assertThat(listed).isEqualTo(ids);
    }

    @Test
    void listCanBeBoundInTime() {
        long id = served.submit("{\"type\":\"timed\"}");
        Instant created = stored(id).times().createdAt();

        String before = created.plusSeconds(1).toString();
        String after = created.minusSeconds(1).toString();

        assertThat(served.get("/v1/tasks?type=timed&created_after=" + after + "&created_before=" + before)
                        .json()
                        .path("tasks"))
                .hasSize(1);
        assertThat(served.get("/v1/tasks?type=timed&created_before=" + after)
                        .json()
                        .path("tasks"))
                .isEmpty();
        assertThat(served.get("/v1/tasks?type=timed&created_after=" + created)
                        .json()
                        .path("tasks"))
                .hasSize(1);
        assertThat(served.get("/v1/tasks?type=timed&created_before=" + created)
                        .json()
                        .path("tasks"))
                .isEmpty();
    }

    @Test
    void waitIsAnsweredAsSoonAsTheTaskIsFinal() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (Agent agent = Agent.of(served.store, served.queue, TaskHandler.of(ECHO, (context, params) -> {
            goOn.await();
            return Outcome.done(Map.of("n", 1));
        }))) {
            agent.start();
            long id = served.submit("{\"type\":\"echo\"}");
            assertThat(served.get("/v1/tasks/" + id + "?wait=1ms").json().has("result"))
                    .isFalse();
            goOn.countDown();

            JsonNode task = served.get("/v1/tasks/" + id + "?wait=60s").json();

            assertThat(task.path("status").asText()).isEqualTo("succeeded");
            assertThat(task.path("result").path("n").asInt()).isEqualTo(1);
        }
    }

    @Test
    void failedTaskIsRetriedByHandOnceForAnAttempt() {
        try (Agent agent = Agent.of(
                served.store, served.queue, TaskHandler.of(GIVE_UP, (context, params) -> Outcome.giveUp("broken")))) {
            agent.start();
            long id = served.submit("{\"type\":\"give_up\"}");
            JsonNode failed = served.get("/v1/tasks/" + id + "?wait=60s").json();
            assertThat(failed.path("status").asText()).isEqualTo("failed");
            assertThat(failed.path("error").asText()).contains("broken");
            assertThat(failed.path("attempts")).hasSize(1);

            Reply retried = served.post("/v1/tasks/" + id + ":retry", "{\"attempt\":1}");
            JsonNode again = served.get("/v1/tasks/" + id + "?wait=60s").json();

            assertThat(retried.status()).isEqualTo(200);
            assertThat(again.path("attempt").asInt()).isEqualTo(2);
            Reply repeated = served.post("/v1/tasks/" + id + ":retry", "{\"attempt\":1}");
            assertThat(repeated.status()).isEqualTo(409);
        }
    }

    @Test
    void pausedTypeIsAcceptedButNotDispatchedUntilItIsResumed() {
        Reply paused = served.post("/v1/types/quick:pause");
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().path("paused").asBoolean()).isTrue();
        try (Agent agent = Agent.of(
                served.store,
                served.queue,
                TaskHandler.of(TaskType.of("quick", Map.class), (context, params) -> Outcome.done()),
                TaskHandler.of(TaskType.of("other", Map.class), (context, params) -> Outcome.done()))) {
            agent.start();
            // Once this one is through, the agent has learnt of the pause.
            waitFor(served.submit("{\"type\":\"other\"}"));
            long id = served.submit("{\"type\":\"quick\"}");
            waitFor(served.submit("{\"type\":\"other\"}"));
            assertThat(served.get("/v1/tasks/" + id).json().path("status").asText())
                    .isEqualTo("queued");

            assertThat(served.post("/v1/types/quick:resume", "{}")
                            .json()
                            .path("paused")
                            .asBoolean())
                    .isFalse();
            assertThat(waitFor(id)).isEqualTo("succeeded");
        }
    }

    private String waitFor(long id) {
        return served.get("/v1/tasks/" + id + "?wait=60s").json().path("status").asText();
    }

    @Test
    void cancelIsSafeToRepeat() {
        long id = served.submit("{\"type\":\"nobody_serves\"}");

        Reply cancelled = served.post("/v1/tasks/" + id + ":cancel");
        Reply again = served.post("/v1/tasks/" + id + ":cancel", "{}");

        assertThat(cancelled.json().path("status").asText()).isEqualTo("cancelled");
        assertThat(again.status()).isEqualTo(200);
        assertThat(served.post("/v1/tasks/" + id + ":retry")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("queued");
    }

    @Test
    void healthAndReadinessNeedNoToken() {
        assertThat(served.send("GET", "/healthz", Optional.empty()).status()).isEqualTo(200);
        assertThat(served.send("GET", "/readyz", Optional.empty()).status()).isEqualTo(200);
    }

    @Test
    void headOfWhatIsOnlyPostedIsRefusedWithoutABody() {
        Reply reply =
                served.send("HEAD", "/v1/tasks:batch", Optional.empty(), "Authorization", "Bearer " + Served.ADMIN);

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.body()).isEmpty();
        assertThat(served.send("GET", "/healthz", Optional.empty()).status()).isEqualTo(200);
    }

    private Task stored(long id) {
        return served.sound.submissions().find(List.of(id)).get(0);
    }
}
