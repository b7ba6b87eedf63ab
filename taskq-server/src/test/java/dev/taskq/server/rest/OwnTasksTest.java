package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.server.Hashes;
import dev.taskq.server.Tokens;
import dev.taskq.testkit.TestTimeouts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller with the scope {@code own} and the tasks of others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnTasksTest {
    private static final String TASK = "{\"type\":\"good\"}";
    private static final String SHOP = "token-of-the-shop";
    private static final String SHOP_NEW = "another-token-of-the-shop";
    private static final String OTHER = "token-of-another";
    private static final String WATCHER = "token-of-a-caller-that-reads-all";

    private final Served served = Served.start(
            CoordinatorConfig.DEFAULTS,
            Tokens.of(Served.TOKENS + "\nweb own " + Hashes.of(SHOP) + "\nweb own " + Hashes.of(SHOP_NEW)
                    + "\nother own " + Hashes.of(OTHER) + "\nwatcher read,own " + Hashes.of(WATCHER)));

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void itDoesAllWithItsOwnTasks() {
        long id = submit(SHOP);
        assertThat(post(SHOP, "/v1/tasks:batch", "{\"tasks\":[" + TASK + "]}").status())
                .isEqualTo(201);
        String path = "/v1/tasks/" + id;

        assertThat(get(SHOP_NEW, path).json().path("caller").asText()).isEqualTo("web");
        assertThat(get(SHOP, path + "?wait=1ms").status()).isEqualTo(200);
        assertThat(get(SHOP, path + ":explain").status()).isEqualTo(200);
        assertThat(get(SHOP, path + "/events").status()).isEqualTo(200);
        assertThat(post(SHOP, path + ":cancel", "{}").json().path("status").asText())
                .isEqualTo("cancelled");
        assertThat(get(SHOP, path + "?wait=60s").status()).isEqualTo(200);
        assertThat(post(SHOP, path + ":retry", "{}").json().path("status").asText())
                .isEqualTo("queued");
        assertThat(post(SHOP, path + ":cancel", "{}").status()).isEqualTo(200);
        assertThat(send(SHOP, "DELETE", path, "").status()).isEqualTo(204);
        assertThat(get(SHOP, path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET /?wait=60s",
                "HEAD /",
                "GET /:explain",
                "GET //events",
                "POST /:cancel",
                "POST /:retry",
                "DELETE /"
            })
    void taskOfAnotherCallerIsAnsweredLikeOneThatDoesNotExist(String call) {
        long id = submit(OTHER);
        String[] parts = call.split(" ", 2);

        Reply others = send(SHOP, parts[0], parts[1].replaceFirst("/", "/v1/tasks/" + id), "");
        Reply none = send(SHOP, parts[0], parts[1].replaceFirst("/", "/v1/tasks/404404"), "");

        assertThat(others.status()).isEqualTo(404);
        assertThat(others.body()).isEqualTo(none.body());
        assertThat(served.stored(id).cancelRequested()).isFalse();
        assertThat(served.stored(id).status().wireName()).isEqualTo("queued");
    }

    @Test
    void listsContainItsOwnTasksOnly() {
        List<Long> own = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            submit(OTHER);
            own.addFirst(submit(SHOP));
            served.submit(TASK);
        }
        List<Long> listed = new ArrayList<>();
        String from = "";
        do {
            JsonNode page = get(SHOP, "/v1/tasks?limit=2" + from).json();
            page.path("tasks").forEach(task -> {
                assertThat(task.path("caller").asText()).isEqualTo("web");
                listed.add(task.path("id").asLong());
            });
            from = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : "";
        } while (!from.isEmpty());

        assertThat(listed).startsWith(own.toArray(Long[]::new)).doesNotHaveDuplicates();
        assertThat(get(SHOP, "/v1/tasks?status=queued&type=good").json().path("tasks"))
                .isNotEmpty()
                .allMatch(task -> task.path("caller").asText().equals("web"));
        assertThat(get(WATCHER, "/v1/tasks").json().path("tasks").findValuesAsText("caller"))
                .contains("web", "other", "operator");
    }

    @Test
    void schedulesAreThoseOfItsCaller() {
        String schedule = "/v1/schedules/of_web";
        String body = "{\"type\":\"good\",\"cron\":\"@daily\"}";

        assertThat(send(SHOP, "PUT", schedule, body).json().path("caller").asText())
                .isEqualTo("web");

        assertThat(get(SHOP_NEW, schedule).status()).isEqualTo(200);
        assertThat(get(OTHER, schedule).status()).isEqualTo(404);
        assertThat(get(OTHER, "/v1/schedules").json().path("schedules")).isEmpty();
        assertThat(get(WATCHER, schedule).status()).isEqualTo(200);
        assertThat(send(OTHER, "PUT", schedule, body).status()).isEqualTo(403);
        for (String action : List.of(":pause", ":resume", ":run")) {
            assertThat(post(OTHER, schedule + action, "{}").status()).isEqualTo(404);
        }
        assertThat(send(OTHER, "DELETE", schedule, "").status()).isEqualTo(404);
        assertThat(post(SHOP, schedule + ":run", "{}").status()).isEqualTo(201);
        assertThat(send(SHOP, "DELETE", schedule, "").status()).isEqualTo(204);
    }

    /** The position of another caller's list says nothing about tasks, and is of no use here. */
    @Test
    void cursorOfAnotherCallerIsRefused() {
        submit(OTHER);
        submit(OTHER);
        String cursor =
                get(OTHER, "/v1/tasks?limit=1").json().path("next_cursor").asText();

        assertThat(get(SHOP, "/v1/tasks?cursor=" + cursor).status()).isEqualTo(400);
    }

    @Test
    void theSameKeyOfTwoCallersNamesTwoTasks() {
        Reply first = send(SHOP, "POST", "/v1/tasks", TASK, "Idempotency-Key", "k");
        Reply other = send(OTHER, "POST", "/v1/tasks", TASK, "Idempotency-Key", "k");

        assertThat(other.id()).isNotEqualTo(first.id());
        assertThat(other.header("Idempotent-Replay")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"types/good:pause", "types/good:resume"})
    void typesAreNotItsOwn(String path) {
        assertThat(post(SHOP, "/v1/" + path, "{}").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"types", "types/good", "agents"})
    void typesAndAgentsAreNotItsOwnToRead(String path) {
        assertThat(get(SHOP, "/v1/" + path).status()).isEqualTo(403);
    }

    /** Starts an operation, and waits for its end. */
    private JsonNode operation(String token, String action, String body) {
        Reply started = post(token, "/v1/tasks:" + action, body);
        assertThat(started.status()).isEqualTo(202);
        String path = "/v1/operations/" + started.id();
        long end = System.nanoTime() + TestTimeouts.LONG.toNanos();
        JsonNode now = get(token, path).json();
        while (now.path("status").asText().equals("running")) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            now = get(token, path).json();
        }
        return now;
    }

    private String status(long id) {
        return served.stored(id).status().wireName();
    }

    @Test
    void operationsHandleItsOwnTasksOnly() {
        long own = submit(SHOP);
        long other = submit(OTHER);
        long missing = other + 1_000_000;
        String named = "{\"ids\":[" + own + "," + other + "," + missing + "]";

        JsonNode counted = operation(SHOP, "cancel", named + ",\"dry_run\":true}");
        assertThat(counted.path("matched").asInt()).isEqualTo(3);
        assertThat(counted.path("failed").asInt()).isEqualTo(2);
        assertThat(operation(SHOP, "cancel", "{\"filter\":{\"caller\":\"other\"}}")
                        .path("matched")
                        .asInt())
                .isZero();
        assertThat(operation(SHOP, "cancel", "{\"filter\":{}}").path("done").asInt())
                .isPositive();
        assertThat(status(own)).isEqualTo("cancelled");
        JsonNode retried = operation(SHOP, "retry", named + "}");
        assertThat(retried.path("done").asInt()).isEqualTo(1);
        assertThat(retried.path("failed").asInt()).isEqualTo(2);
        assertThat(status(own)).isEqualTo("queued");
        assertThat(status(other)).isEqualTo("queued");
        operation(OTHER, "cancel", "{\"ids\":[" + other + "]}");
        assertThat(status(other)).isEqualTo("cancelled");
        assertThat(operation(SHOP, "delete", "{\"ids\":[" + other + "]}")
                        .path("failed")
                        .asInt())
                .isEqualTo(1);
        assertThat(status(other)).isEqualTo("cancelled");
    }

    @Test
    void operationOfAnotherCallerIsAnsweredLikeOneThatDoesNotExist() {
        long own = post(SHOP, "/v1/tasks:cancel", "{\"ids\":[" + submit(SHOP) + "]}")
                .id();
        String path = "/v1/operations/" + own;

        Reply others = get(OTHER, path);

        assertThat(others.status()).isEqualTo(404);
        assertThat(others.body()).isEqualTo(get(OTHER, "/v1/operations/404404").body());
        assertThat(post(OTHER, path + ":cancel", "").status()).isEqualTo(404);
        assertThat(get(SHOP_NEW, path).json().path("caller").asText()).isEqualTo("web");
        assertThat(post(SHOP, path + ":cancel", "").status()).isEqualTo(200);
        assertThat(get(WATCHER, path).status()).isEqualTo(200);
        assertThat(post(WATCHER, path + ":cancel", "").status()).isEqualTo(403);
    }

    @Test
    void listsOfOperationsContainItsOwnOnly() {
        List<Long> own = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            post(OTHER, "/v1/tasks:cancel", "{\"ids\":[1]}");
            own.addFirst(post(SHOP, "/v1/tasks:retry", "{\"ids\":[1]}").id());
        }
        List<Long> listed = new ArrayList<>();
        String from = "";
        do {
            JsonNode page =
                    get(SHOP, "/v1/operations?action=retry&limit=1" + from).json();
            page.path("operations").forEach(operation -> {
                assertThat(operation.path("caller").asText()).isEqualTo("web");
                listed.add(operation.path("id").asLong());
            });
            from = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : "";
        } while (!from.isEmpty());

        assertThat(listed).startsWith(own.toArray(Long[]::new)).doesNotHaveDuplicates();
        assertThat(get(SHOP, "/v1/operations?caller=other").body()).isEqualTo("{\"operations\":[]}");
        assertThat(get(SHOP_NEW, "/v1/operations?caller=web").json().path("operations"))
                .isNotEmpty();
        assertThat(get(WATCHER, "/v1/operations?action=cancel&caller=other")
                        .json()
                        .path("operations"))
                .isNotEmpty()
                .allMatch(operation -> operation.path("caller").asText().equals("other"));
        String cursor =
                get(OTHER, "/v1/operations?limit=1").json().path("next_cursor").asText();
        assertThat(get(OTHER, "/v1/operations?cursor=" + cursor).status()).isEqualTo(200);
        assertThat(get(SHOP, "/v1/operations?cursor=" + cursor).status()).isEqualTo(400);
    }

    @Test
    void askedForTheTasksOfAnotherCallerItsListIsEmpty() {
        submit(OTHER);

        assertThat(get(SHOP, "/v1/tasks?caller=other").body()).isEqualTo("{\"tasks\":[]}");
        submit(SHOP);
        assertThat(get(SHOP, "/v1/tasks?caller=web").json().path("tasks")).isNotEmpty();
    }

    @Test
    void callerThatMayReadAllIsToldThatItMayNotChangeTheTasksOfOthers() {
        long others = submit(OTHER);
        long own = submit(WATCHER);

        assertThat(get(WATCHER, "/v1/tasks/" + others).status()).isEqualTo(200);
        assertThat(post(WATCHER, "/v1/tasks/" + others + ":cancel", "{}").status())
                .isEqualTo(403);
        assertThat(post(WATCHER, "/v1/tasks/" + own + ":cancel", "{}").status()).isEqualTo(200);
    }

    private long submit(String token) {
        return post(token, "/v1/tasks", TASK).id();
    }

    private Reply get(String token, String path) {
        return send(token, "GET", path, "");
    }

    private Reply post(String token, String path, String body) {
        return send(token, "POST", path, body);
    }

    private Reply send(String token, String method, String path, String body, String... headers) {
        String[] all = new String[headers.length + 4];
        System.arraycopy(headers, 0, all, 4, headers.length);
        all[0] = "Authorization";
        all[1] = "Bearer " + token;
        all[2] = "Content-Type";
        all[3] = "application/json";
        return served.send(
                method,
                path,
                body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8)),
                all);
    }
}
