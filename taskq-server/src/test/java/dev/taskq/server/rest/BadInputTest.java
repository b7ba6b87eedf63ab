package dev.taskq.server.rest;

import static dev.taskq.server.rest.BadCall.BATCH;
import static dev.taskq.server.rest.BadCall.GOOD;
import static dev.taskq.server.rest.BadCall.JSON;
import static dev.taskq.server.rest.BadCall.TASKS;
import static dev.taskq.server.rest.BadCall.action;
import static dev.taskq.server.rest.BadCall.admin;
import static dev.taskq.server.rest.BadCall.asAdmin;
import static dev.taskq.server.rest.BadCall.bare;
import static dev.taskq.server.rest.BadCall.batch;
import static dev.taskq.server.rest.BadCall.keyed;
import static dev.taskq.server.rest.BadCall.malformedAt;
import static dev.taskq.server.rest.BadCall.params;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.server.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets a clear response. Nothing is stored and nothing is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private final Served served = Served.start();
    private long existing;

    @BeforeAll
    void submitOne() {
        existing = served.submit("{\"type\":\"good\"}");
    }

    @AfterAll
    void close() {
        served.close();
    }

    @ParameterizedTest
    @MethodSource
    void isAnsweredClearlyAndNothingIsStored(BadCall bad) {
        int before = served.storedTasks();
        String path = bad.path().replace("EXISTING", Long.toString(existing));

        Reply reply = served.send(bad.method(), path, bad.body(), bad.headers().toArray(String[]::new));

        assertThat(reply.status()).as(reply.body()).isEqualTo(bad.status());
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.json().path("detail").asText()).isNotBlank();
        if (bad.pointer().isPresent()) {
            assertThat(reply.pointers()).contains(bad.pointer().get());
        } else {
            assertThat(reply.pointers()).isEmpty();
        }
        assertThat(served.storedTasks()).isEqualTo(before);
    }

    static Stream<BadCall> isAnsweredClearlyAndNothingIsStored() {
        return Stream.of(
                        tokens(),
                        BadBodies.malformedOnes(),
                        BadBodies.badFields(),
                        paths(),
                        queries(),
                        batches(),
                        keys(),
                        actions())
                .flatMap(List::stream);
    }

    private static List<BadCall> tokens() {
        return List.of(
                bare("no token", "POST", TASKS, GOOD, 401).with("Content-Type", JSON),
                bare("another scheme", "POST", TASKS, GOOD, 401).with("Authorization", "Basic abc"),
                bare("a scheme without a token", "POST", TASKS, GOOD, 401).with("Authorization", "Bearer"),
                bare("a token of blanks", "POST", TASKS, GOOD, 401).with("Authorization", "Bearer    "),
                bare("an endless token", "POST", TASKS, GOOD, 401).with("Authorization", "Bearer " + "x".repeat(2_000)),
                bare("an unknown token", "POST", TASKS, GOOD, 401).with("Authorization", "Bearer nobodys"),
                bare("the hash for the token", "POST", TASKS, GOOD, 401)
                        .with("Authorization", "Bearer " + Hashes.of(Served.ADMIN)),
                bare("no token for a path that is not there", "GET", "/v1/secrets", "", 401),
                bare("no token for a wrong method", "PUT", TASKS, GOOD, 401),
                bare("a reader submits", "POST", TASKS, GOOD, 403).with("Authorization", "Bearer " + Served.READER),
                bare("a reader submits a batch", "POST", BATCH, GOOD, 403)
                        .with("Authorization", "Bearer " + Served.READER),
                bare("a submitter reads", "GET", TASKS, "", 403).with("Authorization", "Bearer " + Served.SUBMITTER),
                bare("a submitter pauses a type", "POST", "/v1/types/work:pause", "", 403)
                        .with("Authorization", "Bearer " + Served.SUBMITTER),
                bare("a submitter cancels", "POST", "/v1/tasks/EXISTING:cancel", "", 403)
                        .with("Authorization", "Bearer " + Served.SUBMITTER),
                bare("a reader retries", "POST", "/v1/tasks/EXISTING:retry", "", 403)
                        .with("Authorization", "Bearer " + Served.READER));
    }

    private static List<BadCall> paths() {
        List<BadCall> cases = new ArrayList<>();
        for (String id :
                List.of("abc", "-1", "0", "1.0", "+1", "%20", "0x10", "9223372036854775808", "9".repeat(40), "1%00")) {
            cases.add(admin("GET of the id " + id, "GET", "/v1/tasks/" + id, 404));
            cases.add(admin("cancel of the id " + id, "POST", "/v1/tasks/" + id + ":cancel", 404));
            cases.add(admin("retry of the id " + id, "POST", "/v1/tasks/" + id + ":retry", 404));
        }
        for (String type : List.of("No", "-", "%20", "x".repeat(65), "a%00b")) {
            cases.add(admin("pause of the type " + type, "POST", "/v1/types/" + type + ":pause", 404));
            cases.add(admin("resume of the type " + type, "POST", "/v1/types/" + type + ":resume", 404));
        }
        for (String event : List.of("x", "-1", "1.0", "1".repeat(19))) {
            cases.add(admin("the last event " + event, "GET", "/v1/tasks/EXISTING/events", 400)
                    .with("Last-Event-ID", event));
        }
        cases.add(admin("a GET of a pause", "GET", "/v1/types/work:pause", 405));
        cases.add(admin("an action on a type that is none", "POST", "/v1/types/work:explode", 404));
        cases.add(admin("an id without a task", "GET", "/v1/tasks/9223372036854775807", 404));
        cases.add(admin("an action that is none", "POST", "/v1/tasks/EXISTING:explode", 404));
        cases.add(admin("a path below a task", "GET", "/v1/tasks/EXISTING/x", 404));
        cases.add(admin("another path", "GET", "/v1/secrets", 404));
        cases.add(admin("the root of the API", "GET", "/v1", 404));
        cases.add(admin("the root", "GET", "/", 404));
        cases.add(admin("another version", "GET", "/v2/tasks", 404));
        cases.add(admin("a wrong method on tasks", "DELETE", TASKS, 405));
        cases.add(admin("a wrong method on a batch", "GET", BATCH, 405));
        cases.add(admin("a wrong method on a task", "PUT", "/v1/tasks/EXISTING", 405));
        cases.add(admin("a deletion of a task that waits", "DELETE", "/v1/tasks/EXISTING", 409));
        cases.add(admin("a deletion of no task", "DELETE", "/v1/tasks/404404", 404));
        cases.add(admin("a GET of many cancels", "GET", "/v1/tasks:cancel", 405));
        cases.add(admin("a POST of the operations", "POST", "/v1/operations", 405));
        cases.add(admin("operations by an unknown parameter", "GET", "/v1/operations?type=x", 400));
        cases.add(admin("operations in no status", "GET", "/v1/operations?status=queued", 400));
        cases.add(admin("operations with no action", "GET", "/v1/operations?action=pause", 400));
        cases.add(admin("operations of two actions", "GET", "/v1/operations?action=retry&action=cancel", 400));
        cases.add(admin("operations of no caller", "GET", "/v1/operations?caller=a%00b", 400));
        cases.add(admin("too many operations of a page", "GET", "/v1/operations?limit=1001", 400));
        cases.add(admin("operations from nowhere", "GET", "/v1/operations?cursor=x", 400));
        cases.add(admin("a GET of an operation's cancel", "GET", "/v1/operations/1:cancel", 405));
        cases.add(admin("a POST of an operation", "POST", "/v1/operations/1", 405));
        cases.add(admin("an operation of no number", "GET", "/v1/operations/x", 404));
        cases.add(admin("an operation that is not", "GET", "/v1/operations/404404", 404));
        cases.add(admin("a POST of a task", "POST", "/v1/tasks/EXISTING", 405));
        cases.add(admin("a GET of a cancel", "GET", "/v1/tasks/EXISTING:cancel", 405));
        cases.add(admin("a GET of a retry", "GET", "/v1/tasks/EXISTING:retry", 405));
        cases.add(admin("a made-up method", "FROB", TASKS, 405));
        cases.add(admin("a POST of the health", "POST", "/healthz", 405));
        cases.add(admin("a POST of the readiness", "POST", "/readyz", 405));
        cases.add(admin("a POST of the description", "POST", "/openapi.yaml", 405));
        return cases;
    }

    private static List<BadCall> queries() {
        List<BadCall> cases = new ArrayList<>();
        for (String query : List.of("x=1", "delay=5m", "attempt=7", "limit=1", "x", "=", "%41=1")) {
            for (String path : List.of(
                    TASKS,
                    BATCH,
                    "/v1/tasks/EXISTING:cancel",
                    "/v1/tasks/EXISTING:retry",
                    "/v1/types/work:pause",
                    "/v1/types/work:resume")) {
                cases.add(admin("a POST of " + path + " with " + query, "POST", path + "?" + query, 400));
            }
            for (String path : List.of("/healthz", "/readyz", "/metrics", "/openapi.yaml", "/openapi.json")) {
                cases.add(admin("a GET of " + path + " with " + query, "GET", path + "?" + query, 400));
            }
        }
        for (String query : List.of(
                "wait=61s",
                "wait=2d",
                "wait=soon",
                "wait=-1s",
                "wait=",
                "wait=5",
                "wait",
                "&wait&",
                "wait=1s&wait=2s",
                "Wait=1s",
                "x=1")) {
            cases.add(admin("a task with " + query, "GET", "/v1/tasks/EXISTING?" + query, 400));
        }
        for (String query : List.of(
                "status=done",
                "status=QUEUED",
                "type=Bad",
                "type=%ED%A0%80",
                "%ED%A0%80=1",
                "created_after=yesterday",
                "created_before=2026-11-24T12:00:00",
                "limit=0",
                "limit=1001",
                "limit=-1",
                "limit=ten",
                "limit=%2B5",
                "limit=05",
                "limit=%D9%A3",
                "limit=99999999999",
                "limit=1&limit=2",
                "limit=",
                "limit=1&limit",
                "limit&limit=1",
                "limit=1&=",
                "=1&limit=1",
                "&x&",
                "cursor=",
                "cursor=AAAA",
                "cursor=" + "A".repeat(28),
                "cursor=" + "A".repeat(10_000 / 4),
                "cursor=%21%21%21",
                "page=2")) {
            cases.add(admin("a list with " + query, "GET", TASKS + "?" + query, 400));
        }
        return cases;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /v1/tasks?limit                  | "limit" has no value; it must be a whole number from 1 to 1000
                    /v1/tasks?type=good&%6Cimit      | "limit" has no value; it must be a whole number from 1 to 1000
                    /v1/tasks?status=queued&status   | "status" has no value; it must be one of scheduled, queued,
                    /v1/tasks?caller                 | "caller" has no value; it must be at most 1,000 characters
                    /v1/tasks?created_after          | "created_after" has no value; it must be
                    /v1/tasks?cursor                 | "cursor" has no value; it must be a next_cursor
                    /v1/tasks/EXISTING?wait          | "wait" has no value; it must be a duration
                    /v1/operations?action            | "action" has no value; it must be one of
                    """)
    void parameterWithoutAValueIsToldWithWhatIsAllowed(String path, String told) {
        Reply reply = served.get(path.replace("EXISTING", Long.toString(existing)));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("detail").asText()).contains(told);
    }

    private static List<BadCall> batches() {
        String many = String.join(",", Collections.nCopies(1_001, GOOD));
        List<String> bad = new ArrayList<>(Collections.nCopies(1_000, GOOD));
        bad.set(699, "{\"type\":\"Bad Type\"}");
        List<String> badParams = new ArrayList<>(Collections.nCopies(1_000, GOOD));
        badParams.set(699, params("n", "1e400"));
        return List.of(
                batch("an empty batch", "{\"tasks\":[]}", 422, "/tasks"),
                batch("a batch without tasks", "{}", 422, "/tasks"),
                batch("a batch that is an array", "[" + GOOD + "]", 422, ""),
                batch(
                        "a lone surrogate in a name in a batch",
                        "{\"tasks\":[" + GOOD + "," + params("a", "{\"\\ud800\":1}") + "]}",
                        422,
                        "/tasks/1/params/a"),
                batch("tasks that are no array", "{\"tasks\":" + GOOD + "}", 422, "/tasks"),
                batch("a task that is no object", "{\"tasks\":[" + GOOD + ",7]}", 422, "/tasks/1"),
                batch("a batch with an unknown field", "{\"tasks\":[" + GOOD + "],\"atomic\":true}", 422, "/atomic"),
                batch("a batch given twice", "{\"tasks\":[" + GOOD + "],\"tasks\":[]}", 422, "/tasks"),
                batch("a batch that is too long", "{\"tasks\":[" + many + "]}", 422, "/tasks"),
                batch("bad in its 700th task", "{\"tasks\":[" + String.join(",", bad) + "]}", 422, "/tasks/699/type"),
                batch(
                        "bad in its 700th params",
                        "{\"tasks\":[" + String.join(",", badParams) + "]}",
                        422,
                        "/tasks/699/params/n"),
                batch(
                        "a zero with a huge exponent in its second",
                        "{\"tasks\":[" + GOOD + "," + Resources.text("zero-huge-exponent.json") + "]}",
                        422,
                        "/tasks/1/params/a"),
                batch(
                        "nested absurdly deep in its second",
                        "{\"tasks\":[" + GOOD + "," + params("a", "[".repeat(5_000) + "]".repeat(5_000)) + "]}",
                        422,
                        "/tasks/1/params"),
                batch(
                        "an empty key of its own",
                        "{\"tasks\":[{\"type\":\"good\",\"idempotency_key\":\"\"}]}",
                        422,
                        "/tasks/0/idempotency_key"),
                batch(
                        "a key of its own that is no text",
                        "{\"tasks\":[{\"type\":\"good\",\"idempotency_key\":7}]}",
                        422,
                        "/tasks/0/idempotency_key"),
                batch(
                                "a key of its own and one for all",
                                "{\"tasks\":[{\"type\":\"good\",\"idempotency_key\":\"a\"}]}",
                                422,
                                "/tasks/0/idempotency_key")
                        .with("Idempotency-Key", "b"),
                new BadCall(
                        "a batch that is too large",
                        "POST",
                        BATCH,
                        Optional.of(
                                ("{\"tasks\":[" + GOOD + "]}" + " ".repeat(8 << 20)).getBytes(StandardCharsets.UTF_8)),
                        asAdmin(),
                        413,
                        Optional.empty()),
                new BadCall(
                        "a truncated batch",
                        "POST",
                        BATCH,
                        Optional.of(("{\"tasks\":[" + GOOD).getBytes(StandardCharsets.UTF_8)),
                        asAdmin(),
                        400,
                        Optional.empty()));
    }

    private static List<BadCall> keys() {
        return List.of(
                keyed("an empty key", ""),
                keyed("a key that is too long", "k".repeat(256)),
                keyed("one key", "a").with("Idempotency-Key", "b"));
    }

    private static List<BadCall> actions() {
        String cancel = "/v1/tasks/EXISTING:cancel";
        String retry = "/v1/tasks/EXISTING:retry";
        return List.of(
                action("a cancel with a field", cancel, "{\"reason\":\"x\"}", 422, "/reason"),
                action("a cancel of an array", cancel, "[]", 422, ""),
                malformedAt("a cancel of no JSON", cancel, "x"),
                action("a pause with a field", "/v1/types/work:pause", "{\"reason\":\"x\"}", 422, "/reason"),
                action("a retry with an unknown field", retry, "{\"attempts\":1}", 422, "/attempts"),
                action("a retry of attempt -1", retry, "{\"attempt\":-1}", 422, "/attempt"),
                action("a retry of attempt \"1\"", retry, "{\"attempt\":\"1\"}", 422, "/attempt"),
                action("a retry of half an attempt", retry, "{\"attempt\":0.5}", 422, "/attempt"),
                malformedAt("a retry of no JSON", retry, "{"));
    }
}
