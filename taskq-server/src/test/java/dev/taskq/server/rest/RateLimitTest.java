package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.StoreUnavailableException;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.server.Hashes;
import dev.taskq.server.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers with a limit on their rate. The limits are so slow that no test sees a burst grow. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RateLimitTest {
    private static final String TASKS = "/v1/tasks";
    private static final String TASK = "{\"type\":\"good\"}";

    private final Served served = Served.start(
            CoordinatorConfig.DEFAULTS,
            Tokens.of(String.join(
                    "\n",
                    Served.TOKENS,
                    line("three", "rate=1/h burst=3"),
                    line("ten", "rate=1/h burst=10"),
                    line("many", "rate=1/h burst=1000"),
                    line("large", "rate=1/h burst=10"),
                    line("two", "rate=2/h"),
                    line("one", "rate=1/h"),
                    line("denied", "rate=1/h").replace("admin", "read"))));

    private static String line(String name, String limit) {
        return name + " admin " + Hashes.of(name) + " " + limit;
    }

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void answersSayWhereTheCallerStands() {
        Reply first = get("three");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"calls\";q=3;w=10800");
        assertThat(first.header("RateLimit")).isEqualTo("\"calls\";r=2;t=3600");
        get("three");
        assertThat(get("three").header("RateLimit")).startsWith("\"calls\";r=0;t=");

        Reply refused = get("three");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.problem()).isEqualTo("rate-limited");
        assertThat(refused.json().path("detail").asText()).contains("1 calls per 1h, and 3 at one moment");
        assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(3_500L, 3_600L);
        assertThat(refused.header("RateLimit")).startsWith("\"calls\";r=0;t=");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo(first.header("RateLimit-Policy"));
        assertThat(served.get(TASKS).headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    }

    @Test
    void eachTaskOfABatchCounts() {
        assertThat(submit("ten", 4).header("RateLimit")).startsWith("\"calls\";r=6;");
        int before = served.storedTasks();

        Reply refused = submit("ten", 7);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.problem()).isEqualTo("rate-limited");
        assertThat(refused.header("RateLimit")).as("it costs nothing").startsWith("\"calls\";r=6;");
        assertThat(served.storedTasks()).isEqualTo(before);
        assertThat(submit("ten", 5).status()).isEqualTo(201);
        assertThat(served.storedTasks()).isEqualTo(before + 5);
    }

    /** Whatever the answer, it says where the caller stands. */
    @ParameterizedTest
    @CsvSource({
        "201, POST, /v1/tasks, '{\"type\":\"good\"}'",
        "201, POST, /v1/tasks:batch, '{\"tasks\":[{\"type\":\"good\"}]}'",
        "202, POST, /v1/tasks:cancel, '{\"filter\":{},\"dry_run\":true}'",
        "200, GET, /v1/tasks, ''",
        "200, HEAD, /v1/tasks, ''",
        "200, GET, /v1/types, ''",
        "200, GET, /v1/agents, ''",
        "200, GET, /v1/operations, ''",
        "200, POST, /v1/types/good:pause, ''",
        "400, GET, /v1/tasks?x=1, ''",
        "400, POST, /v1/tasks, '{'",
        "404, GET, /v1/none, ''",
        "404, GET, /v1/tasks/404404, ''",
        "405, PUT, /v1/tasks, ''",
        "422, POST, /v1/tasks, '{}'"
    })
    void everyAnswerSaysWhereTheCallerStands(int status, String method, String path, String body) {
        assertSaysWhereTheCallerStands(status, send("many", method, path, body));
    }

    @Test
    void answersAboutOneTaskSayWhereTheCallerStands() {
        String task = "/v1/tasks/" + send("many", "POST", TASKS, TASK).id();
        String tag = send("many", "GET", task, "").header("ETag");

        assertSaysWhereTheCallerStands(409, send("many", "DELETE", task, ""));
        assertSaysWhereTheCallerStands(200, send("many", "GET", task + ":explain", ""));
        assertSaysWhereTheCallerStands(
                304, served.send("GET", task, Optional.empty(), "Authorization", "Bearer many", "If-None-Match", tag));
        assertSaysWhereTheCallerStands(200, send("many", "POST", task + ":cancel", ""));
        assertSaysWhereTheCallerStands(
                200,
                served.send(
                        "GET",
                        task + "/events",
                        Optional.empty(),
                        "Authorization",
                        "Bearer many",
                        "Accept",
                        "text/event-stream"));
        assertSaysWhereTheCallerStands(204, send("many", "DELETE", task, ""));
        assertSaysWhereTheCallerStands(413, send("many", "POST", TASKS, " ".repeat(Served.API_LIMITS.bodyBytes() + 1)));
        assertSaysWhereTheCallerStands(
                415,
                served.send(
                        "POST",
                        TASKS,
                        Optional.of(TASK.getBytes(StandardCharsets.UTF_8)),
                        "Authorization",
                        "Bearer many"));
    }

    @Test
    void answersOfAServerThatCannotServeSayWhereTheCallerStands() {
        served.faults.fail("find", () -> new StoreUnavailableException(null));
        Reply unavailable = send("many", "GET", "/v1/tasks/1", "");
        served.faults.fail("find", IllegalStateException::new);
        Reply unforeseen = send("many", "GET", "/v1/tasks/1", "");
        served.faults.heal();

        assertSaysWhereTheCallerStands(503, unavailable);
        assertSaysWhereTheCallerStands(500, unforeseen);
    }

    private static void assertSaysWhereTheCallerStands(int status, Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.header("RateLimit-Policy")).isEqualTo("\"calls\";q=1000;w=3600000");
        assertThat(reply.header("RateLimit")).matches("\"calls\";r=[0-9]+;t=[0-9]+");
    }

    @Test
    void batchOfMoreTasksThanTheBurstNeedsTheWholeBurst() {
        assertThat(submit("large", 11).status()).isEqualTo(201);

        assertThat(submit("large", 1).status()).isEqualTo(429);
    }

    @Test
    void callIsRefusedBeforeItsBodyIsRead() throws Exception {
        send("one", "GET", TASKS, "");
        String head = "POST /v1/tasks HTTP/1.1|Host: x|Authorization: Bearer one|Content-Type: application/json|"
                + "Content-Length: 1000|Expect: 100-continue||";

        String answer = Raw.exchange(served.server.port(), head.replace("|", "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 429 ");
    }

    @Test
    void callsThatAreNotAllowedCountToo() {
        assertThat(send("denied", "POST", TASKS, TASK).status()).isEqualTo(403);
        assertThat(send("denied", "POST", TASKS, TASK).status()).isEqualTo(429);
        assertThat(send("two", "GET", "/v1/none", "").status()).isEqualTo(404);
        assertThat(send("two", "GET", TASKS + "?x=1", "").status()).isEqualTo(400);
        assertThat(send("two", "GET", "/v1/none", "").status()).isEqualTo(429);
    }

    private Reply get(String token) {
        return send(token, "GET", TASKS, "");
    }

    private Reply submit(String token, int tasks) {
        List<String> all = Collections.nCopies(tasks, TASK);
        return send(token, "POST", "/v1/tasks:batch", "{\"tasks\":[" + String.join(",", all) + "]}");
    }

    private Reply send(String token, String method, String path, String body) {
        return served.send(
                method,
                path,
                body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8)),
                "Authorization",
                "Bearer " + token,
                "Content-Type",
                "application/json");
    }
}
