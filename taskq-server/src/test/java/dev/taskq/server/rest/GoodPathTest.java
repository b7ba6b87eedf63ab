package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, batches, lists, waiting and what is asked of a task by hand, when all is well. */
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
        assertThat(served.stored(tasks.path(2).path("id").asLong()).type()).isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "?&", "?limit=1&", "?&limit=1", "?type=x&&limit=1"})
    void emptyPiecesOfTheQueryMeanNothing(String query) {
        assertThat(served.get("/v1/tasks" + query).status()).isEqualTo(200);
        if (!query.contains("=")) {
            assertThat(served.get("/v1/types" + query).status()).isEqualTo(200);
        }
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
        Instant created = served.stored(id).times().createdAt();

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
        try (Agent agent = Agent.builder(served.store)
                .queue(served.queue)
                .handler(TaskHandler.of(ECHO, (context, params) -> {
                    goOn.await();
                    return Outcome.done(Map.of("n", 1));
                }))
                .build()) {
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
        try (Agent agent = Agent.builder(served.store)
                .queue(served.queue)
                .handler(TaskHandler.of(GIVE_UP, (context, params) -> Outcome.giveUp("broken")))
                .build()) {
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
        try (Agent agent = Agent.builder(served.store)
                .queue(served.queue)
                .handler(TaskHandler.of(TaskType.of("quick", Map.class), (context, params) -> Outcome.done()))
                .handler(TaskHandler.of(TaskType.of("other", Map.class), (context, params) -> Outcome.done()))
                .build()) {
            agent.start();
            // Once this task has run, the agent knows of the pause.
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
}
