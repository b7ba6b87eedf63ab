package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(served.storedTasks()).isEqualTo(before);
        assertThat(submit("ten", 5).status()).isEqualTo(201);
        assertThat(served.storedTasks()).isEqualTo(before + 5);
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
