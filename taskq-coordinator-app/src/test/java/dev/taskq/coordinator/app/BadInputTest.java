package dev.taskq.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.spi.NewSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets a clear answer, with nothing stored and nothing lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String TASKS = "/v1/tasks";
    private static final String BATCH = "/v1/tasks:batch";
    private static final String GOOD = "{\"type\":\"good\"}";
    private static final String JSON = "application/json";

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

    /** One bad call, and what it must be answered; the pointer is empty where no field is named. */
    record Case(
            String name,
            String method,
            String path,
            Optional<byte[]> body,
            List<String> headers,
            int status,
            Optional<String> pointer) {
        @Override
        public String toString() {
            return name;
        }

        Case with(String header, String value) {
            List<String> more = new ArrayList<>(headers);
            more.add(header);
            more.add(value);
            return new Case(name, method, path, body, more, status, pointer);
        }
    }

    @ParameterizedTest
    @MethodSource
    void isAnsweredClearlyAndNothingIsStored(Case bad) {
        int before = served.storedTasks();
        String path = bad.path.replace("EXISTING", Long.toString(existing));

        Reply reply = served.send(bad.method, path, bad.body, bad.headers.toArray(String[]::new));

        assertThat(reply.status()).as(reply.body()).isEqualTo(bad.status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.json().path("detail").asText()).isNotBlank();
        if (bad.pointer.isPresent()) {
            assertThat(reply.pointers()).contains(bad.pointer.get());
        } else {
            assertThat(reply.pointers()).isEmpty();
        }
        assertThat(served.storedTasks()).isEqualTo(before);
    }

    static Stream<Case> isAnsweredClearlyAndNothingIsStored() {
        return Stream.of(tokens(), bodies(), fields(), paths(), queries(), batches(), keys(), actions())
                .flatMap(List::stream);
    }

    private static List<Case> tokens() {
        return List.of(
                bare("no token", "POST", TASKS, GOOD, 401).with("Content-Type", JSON),
                bare("another scheme", "POST", TASKS, GOOD, 401).with("Authorization", "Basic abc"),
                bare("a scheme without a token", "POST", TASKS, GOOD, 401).with("Authorization", "Bearer"),
                bare("a token of blanks", "POST", TASKS, GOOD, 401).with("Authorization", "Bearer    "),
                bare("an endless token", "POST", TASKS, GOOD, 401).with("Authorization", "Bearer " + "x".repeat(2_000)),
                bare("an unknown token", "POST", TASKS, GOOD, 401).with("Authorization", "Bearer nobodys"),
                bare("the hash for the token", "POST", TASKS, GOOD, 401)
                        .with("Authorization", "Bearer " + Served.hash(Served.ADMIN)),
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

    private static List<Case> bodies() {
        return List.of(
                malformed("an empty body", ""),
                malformed("no JSON", "type=good"),
                malformed("a truncated body", "{\"type\":\"good\",\"params\":{\"a\":1"),
                malformed("a truncated text", "{\"type\":\"go"),
                malformed("something behind the end", GOOD + GOOD),
                malformed("a comma too many", "{\"type\":\"good\",}"),
                malformed("a NUL byte", "{\"type\":\"good\",\0\"params\":{}}"),
                malformed("NaN", "{\"type\":\"good\",\"params\":{\"n\":NaN}}"),
                malformed("a control character in a text", "{\"type\":\"good\",\"params\":{\"n\":\"a\nb\"}}"),
                malformed("a byte order mark", "\uFEFF" + GOOD),
                raw("bytes that are no UTF-8", latin1("{\"type\":\"good\",\"params\":{\"n\":\"\u00fc\"}}"), 400),
                raw("UTF-16", GOOD.getBytes(StandardCharsets.UTF_16LE), 400),
                raw(
                        "UTF-8 of a lone surrogate",
                        latin1("{\"type\":\"good\",\"params\":{\"n\":\"\u00ed\u00a0\u0080\"}}"),
                        400),
                rejected("an array", "[]", ""),
                rejected("a text", "\"good\"", ""),
                rejected("null", "null", ""),
                rejected("nested absurdly deep", "[".repeat(100_000) + "]".repeat(100_000), ""),
                rejected(
                        "params nested absurdly deep", params("a", "[".repeat(10_000) + "]".repeat(10_000)), "/params"),
                rejected("params nested too deep", params("a", "[".repeat(64) + "]".repeat(64)), "/params"),
                raw("too large", (GOOD + " ".repeat(500_000)).getBytes(StandardCharsets.UTF_8), 413),
                raw("far too large", (GOOD + " ".repeat(9_000_000)).getBytes(StandardCharsets.UTF_8), 413),
                rejected("params that are too large", params("a", "\"" + "x".repeat(270_000) + "\""), "/params"),
                rejected("an unknown field", "{\"type\":\"good\",\"priority\":1}", "/priority"),
                rejected("an unknown field with an odd name", "{\"type\":\"good\",\"a/b~c\":1}", "/a~1b~0c"),
                rejected(
                        "an unknown field with a name that cannot be shown", "{\"type\":\"good\",\"\\u0007\":1}", "/?"),
                rejected("a field given twice", "{\"type\":\"good\",\"type\":\"other\"}", "/type"),
                rejected("a field of params given twice", params("a", "1,\"a\":2"), "/params/a"),
                bare("no media type", "POST", TASKS, GOOD, 415).with("Authorization", "Bearer " + Served.ADMIN),
                bare("another media type", "POST", TASKS, GOOD, 415)
                        .with("Authorization", "Bearer " + Served.ADMIN)
                        .with("Content-Type", "text/plain"),
                bare("another character set", "POST", TASKS, GOOD, 415)
                        .with("Authorization", "Bearer " + Served.ADMIN)
                        .with("Content-Type", "application/json; charset=iso-8859-1"),
                bare("a compressed body", "POST", TASKS, GOOD, 400)
                        .with("Authorization", "Bearer " + Served.ADMIN)
                        .with("Content-Type", JSON)
                        .with("Content-Encoding", "gzip"));
    }

    private static List<Case> fields() {
        return List.of(
                rejected("no type", "{}", "/type"),
                rejected("a type that is no text", "{\"type\":7}", "/type"),
                rejected("a type that is null", "{\"type\":null}", "/type"),
                rejected("an ill-formed type", "{\"type\":\"Bad Type\"}", "/type"),
                rejected("an empty type", "{\"type\":\"\"}", "/type"),
                rejected("a type that is too long", "{\"type\":\"" + "a".repeat(65) + "\"}", "/type"),
                rejected("a NUL in the type", "{\"type\":\"a\\u0000\"}", "/type"),
                rejected("a lone surrogate in the type", "{\"type\":\"a\\udc00\"}", "/type"),
                rejected("params that are an array", "{\"type\":\"good\",\"params\":[1]}", "/params"),
                rejected("params that are null", "{\"type\":\"good\",\"params\":null}", "/params"),
                rejected("a NUL in params", params("a", "\"x\\u0000\""), "/params/a"),
                rejected("a NUL in a name in params", params("a\\u0000", "1"), "/params"),
                rejected("a lone surrogate in params", params("a", "[\"\\ud800\"]"), "/params/a"),
                rejected("a lone high surrogate as a name in params", params("\\ud800", "1"), "/params"),
                rejected("a lone low surrogate as a name in params", params("\\udc00", "1"), "/params"),
                rejected("a lone surrogate within a name in params", params("a", "{\"b\\ud800c\":1}"), "/params/a"),
                rejected("a lone surrogate as the name of a field", "{\"type\":\"good\",\"\\udc00\":1}", ""),
                rejected("a lone surrogate below an unknown field", "{\"x\":[0,{\"\\udc00\":1}]}", "/x/1"),
                rejected("a number out of range", params("n", "1e400"), "/params/n"),
                rejected("a number that vanishes", params("n", "1e-400"), "/params/n"),
                rejected("a number that grows in the database", params("n", "1e131071"), "/params/n"),
                rejected("a number of too many digits", params("n", "1".repeat(101)), "/params/n"),
                rejected("a number of absurdly many digits", params("n", "1".repeat(200_000)), "/params/n"),
                rejected(
                        "numbers that are many when written out in full",
                        Resources.text("amplify-task.json"),
                        "/params"),
                rejected("a zero with a huge exponent", Resources.text("zero-huge-exponent.json"), "/params/a"),
                rejected("a nonsense time", field("run_at", "\"tomorrow\""), "/run_at"),
                rejected("a time without an offset", field("run_at", "\"2026-11-24T12:00:00\""), "/run_at"),
                rejected("a day without a time", field("run_at", "\"2026-11-24\""), "/run_at"),
                rejected("a day that is not", field("run_at", "\"2026-02-30T12:00:00Z\""), "/run_at"),
                rejected("an offset of a day", field("run_at", "\"2026-11-24T12:00:00+24:00\""), "/run_at"),
                rejected("an offset of 60 minutes", field("run_at", "\"2026-11-24T12:00:00+01:60\""), "/run_at"),
                rejected("an offset of hours", field("run_at", "\"2026-11-24T12:00:00+01\""), "/run_at"),
                rejected("a leap second", field("run_at", "\"2026-12-31T23:59:60Z\""), "/run_at"),
                rejected("the year 300000", field("run_at", "\"300000-01-01T00:00:00Z\""), "/run_at"),
                rejected("the year +300000", field("run_at", "\"+300000-01-01T00:00:00Z\""), "/run_at"),
                rejected("the year 9999", field("run_at", "\"9999-01-01T00:00:00Z\""), "/run_at"),
                rejected("the year 0000", field("run_at", "\"0000-01-01T00:00:00Z\""), "/run_at"),
                rejected("seconds since 1970", field("run_at", "1764000000"), "/run_at"),
                rejected("a time and a delay", field("run_at", "\"2026-11-24T12:00:00Z\",\"delay\":\"5s\""), "/delay"),
                rejected("a nonsense delay", field("delay", "\"soon\""), "/delay"),
                rejected("a negative delay", field("delay", "\"-5s\""), "/delay"),
                rejected("a negative ISO delay", field("delay", "\"-PT5S\""), "/delay"),
                rejected("a delay of months", field("delay", "\"P1M\""), "/delay"),
                rejected("a delay of years", field("delay", "\"P1Y\""), "/delay"),
                rejected("an empty ISO delay", field("delay", "\"P\""), "/delay"),
                rejected("a delay without an end", field("delay", "\"PT\""), "/delay"),
                rejected("a delay beyond ten years", field("delay", "\"4000d\""), "/delay"),
                rejected("a delay beyond all numbers", field("delay", "\"999999999999999999d\""), "/delay"),
                rejected("a delay that is a number", field("delay", "5"), "/delay"),
                rejected("no attempt", field("max_attempts", "0"), "/max_attempts"),
                rejected("too many attempts", field("max_attempts", "1001"), "/max_attempts"),
                rejected("half an attempt", field("max_attempts", "1.5"), "/max_attempts"),
                rejected("attempts beyond all numbers", field("max_attempts", "9".repeat(50)), "/max_attempts"),
                rejected("attempts as a text", field("max_attempts", "\"5\""), "/max_attempts"),
                rejected("no time", field("timeout", "\"0s\""), "/timeout"),
                rejected("too much time", field("timeout", "\"8d\""), "/timeout"),
                rejected("a key in the body", field("idempotency_key", "\"a\""), "/idempotency_key"));
    }

    private static List<Case> paths() {
        List<Case> cases = new ArrayList<>();
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
        cases.add(admin("a GET of a pause", "GET", "/v1/types/work:pause", 405));
        cases.add(admin("an action on a type that is none", "POST", "/v1/types/work:explode", 404));
        cases.add(admin("an id that nobody has", "GET", "/v1/tasks/9223372036854775807", 404));
        cases.add(admin("an action that is none", "POST", "/v1/tasks/EXISTING:explode", 404));
        cases.add(admin("a path below a task", "GET", "/v1/tasks/EXISTING/x", 404));
        cases.add(admin("another path", "GET", "/v1/secrets", 404));
        cases.add(admin("the root of the API", "GET", "/v1", 404));
        cases.add(admin("the root", "GET", "/", 404));
        cases.add(admin("another version", "GET", "/v2/tasks", 404));
        cases.add(admin("a wrong method on tasks", "DELETE", TASKS, 405));
        cases.add(admin("a wrong method on a batch", "GET", BATCH, 405));
        cases.add(admin("a wrong method on a task", "DELETE", "/v1/tasks/EXISTING", 405));
        cases.add(admin("a POST of a task", "POST", "/v1/tasks/EXISTING", 405));
        cases.add(admin("a GET of a cancel", "GET", "/v1/tasks/EXISTING:cancel", 405));
        cases.add(admin("a GET of a retry", "GET", "/v1/tasks/EXISTING:retry", 405));
        cases.add(admin("a method of somebody's own", "FROB", TASKS, 405));
        cases.add(admin("a POST of the health", "POST", "/healthz", 405));
        cases.add(admin("a POST of the readiness", "POST", "/readyz", 405));
        cases.add(admin("a POST of the description", "POST", "/openapi.yaml", 405));
        return cases;
    }

    private static List<Case> queries() {
        List<Case> cases = new ArrayList<>();
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
            for (String path : List.of("/healthz", "/readyz", "/metrics", "/openapi.yaml")) {
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

    private static List<Case> batches() {
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
                new Case(
                        "a batch that is too large",
                        "POST",
                        BATCH,
                        Optional.of(
                                ("{\"tasks\":[" + GOOD + "]}" + " ".repeat(8 << 20)).getBytes(StandardCharsets.UTF_8)),
                        asAdmin(),
                        413,
                        Optional.empty()),
                new Case(
                        "a truncated batch",
                        "POST",
                        BATCH,
                        Optional.of(("{\"tasks\":[" + GOOD).getBytes(StandardCharsets.UTF_8)),
                        asAdmin(),
                        400,
                        Optional.empty()));
    }

    private static List<Case> keys() {
        return List.of(
                keyed("an empty key", ""),
                keyed("a key that is too long", "k".repeat(256)),
                keyed("one key", "a").with("Idempotency-Key", "b"));
    }

    private static List<Case> actions() {
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

    @Test
    void timeBeforeTheEarliestIsNotCalledTooFarAhead() {
        Reply reply = served.post(TASKS, field("run_at", "\"0000-01-01T00:00:00Z\""));

        assertThat(reply.json().path("detail").asText()).isEqualTo("/run_at must not be before 0001-01-01T00:00:00Z");
    }

    /** Words of "ab" and "bA", which have one hash in the parser's table of names, and in Java's. */
    @Test
    void namesThatCollideAreTakenForWhatTheyAre() {
        String names = IntStream.range(0, 512)
                .mapToObj(i -> Integer.toBinaryString(512 + i).substring(1))
                .map(bits -> "\"" + bits.replace("0", "ab").replace("1", "bA") + "\":1")
                .collect(Collectors.joining(","));
        String task = "{\"type\":\"good\",\"params\":{" + names + "}}";
        long id = served.submit(task);

        assertThat(served.get("/v1/tasks/" + id).body()).contains(names);
        assertThat(served.post(BATCH, "{\"tasks\":[" + task + "]}").status()).isEqualTo(201);
        for (String path : List.of(TASKS, BATCH, "/v1/tasks/" + id + ":retry", "/v1/tasks/" + id + ":cancel")) {
            Reply reply = served.post(path, "{" + names + "}");
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.body()).contains("is not a known field").doesNotContain("nested");
        }
    }

    @Test
    void keyUsedForAnotherTaskIsRefused() {
        long id = served.post(TASKS, GOOD, "Idempotency-Key", "used").id();

        Reply reply = served.post(TASKS, "{\"type\":\"other\"}", "Idempotency-Key", "used");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.problem()).isEqualTo("key-conflict");
        assertThat(reply.body()).doesNotContain(Long.toString(id));
    }

    @Test
    void keyOfABatchUsedForAnotherTaskNamesItsPlace() {
        served.post(BATCH, "{\"tasks\":[{\"type\":\"good\",\"idempotency_key\":\"placed\"}]}");
        int before = served.storedTasks();

        Reply reply =
                served.post(BATCH, "{\"tasks\":[" + GOOD + ",{\"type\":\"other\",\"idempotency_key\":\"placed\"}]}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.pointers()).containsExactly("/tasks/1/idempotency_key");
        assertThat(served.storedTasks()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"good\"},{\"type\":\"other\"}",
                "{\"type\":\"good\"}",
                "{\"type\":\"good\"},{\"type\":\"good\"},{\"type\":\"good\"}"
            })
    void keyOfTheHeaderUsedForAnotherListIsRefused(String other) {
        String key = "list " + other.length();
        served.post(BATCH, "{\"tasks\":[" + GOOD + "," + GOOD + "]}", "Idempotency-Key", key);
        int before = served.storedTasks();

        Reply reply = served.post(BATCH, "{\"tasks\":[" + other + "]}", "Idempotency-Key", key);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.problem()).isEqualTo("key-conflict");
        assertThat(served.storedTasks()).isEqualTo(before);
    }

    @Test
    void cursorChangedInAnyCharacterIsRefused() {
        served.submit(GOOD);
        served.submit(GOOD);
        String cursor =
                served.get(TASKS + "?limit=1").json().path("next_cursor").asText();
        assertThat(served.get(TASKS + "?cursor=" + cursor).status()).isEqualTo(200);

        for (int i = 0; i < cursor.length(); i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            String changed = cursor.substring(0, i) + other + cursor.substring(i + 1);
            assertThat(served.get(TASKS + "?cursor=" + changed).status()).isEqualTo(400);
        }
        assertThat(served.get(TASKS + "?cursor=" + cursor.substring(1)).status())
                .isEqualTo(400);
    }

    @Test
    void cursorGoesOnOnlyWithTheSameFilters() {
        served.submit(GOOD);
        served.submit(GOOD);
        String filters =
                "?type=good&status=queued&created_after=2001-01-01T00:00:00Z&created_before=2101-01-01T00:00:00Z";
        String cursor = "&cursor="
                + served.get(TASKS + filters + "&limit=1")
                        .json()
                        .path("next_cursor")
                        .asText();

        assertThat(served.get(TASKS + filters + "&limit=3" + cursor).status()).isEqualTo(200);
        // The same moment, written otherwise.
        assertThat(served.get(TASKS + filters.replace("T00:00:00Z", "T01:00:00%2B01:00") + cursor)
                        .status())
                .isEqualTo(200);
        for (String other : List.of(
                "?limit=1",
                filters.replace("queued", "failed"),
                filters.replace("good", "other"),
                filters.replace("2001", "2002"),
                filters.replace("2101", "2102"),
                filters.replace("&status=queued", ""))) {
            Reply reply = served.get(TASKS + other + cursor);

            assertThat(reply.status()).as(other).isEqualTo(400);
            assertThat(reply.json().path("detail").asText()).contains("same filters");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':1}",
                "{\"type\":NaN}",
                "{/*x*/}",
                "{\"type\":tru}",
                "{\"type\":01}",
                "{\"a\":\"\t\"}",
                "{"
            })
    void whatIsWrongWithABodyIsSaidWithoutTheParsersAdvice(String body) {
        String detail = served.post(TASKS, body).json().path("detail").asText();

        assertThat(detail).matches("the body (is not JSON|ends before its JSON does) \\(line 1, column [0-9]+\\)");
    }

    @Test
    void bodyThatIsNotAboutATaskIsNotCalledOne() {
        for (String path : List.of("/v1/types/work:pause", "/v1/tasks/" + existing + ":cancel")) {
            Reply reply = served.post(path, "{\"reason\":1}");

            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.json().path("title").asText()).doesNotContain("task");
        }
    }

    @Test
    void typeBeyondTheLimitIsRefused() {
        try (Served full = Served.start()) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 10_000; i++) {
                names.add("t" + i);
            }
            assertThat(full.sound.types().register(names)).isEmpty();

            Reply reply = full.post(TASKS, "{\"type\":\"one_too_many\"}");

            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.pointers()).containsExactly("/type");
            assertThat(full.storedTasks()).isZero();
        }
    }

    @Test
    void typesBeyondTheCallersBoundAreRefusedToThatCallerOnly() {
        try (Served bounded =
                Served.start(CoordinatorConfig.DEFAULTS.withTypesPerCaller(2), Tokens.of(Served.TOKENS))) {
            bounded.submit("{\"type\":\"first\"}");
            Reply batch = bounded.post(
                    BATCH, "{\"tasks\":[{\"type\":\"first\"},{\"type\":\"second\"},{\"type\":\"third\"}]}");
            Reply single = bounded.post(TASKS, "{\"type\":\"fourth\"}");
            Reply other = bounded.send(
                    "POST",
                    TASKS,
                    Optional.of("{\"type\":\"fourth\"}".getBytes(StandardCharsets.UTF_8)),
                    "Authorization",
                    "Bearer " + Served.SUBMITTER,
                    "Content-Type",
                    JSON);

            assertThat(batch.status()).isEqualTo(422);
            assertThat(batch.pointers()).hasSize(1);
            assertThat(batch.pointers().get(0)).matches("/tasks/[12]/type");
            assertThat(single.pointers()).containsExactly("/type");
            assertThat(other.status()).isEqualTo(201);
        }
    }

    @Test
    void onlyAnnouncedTypesAreAcceptedWhereNoOthersAre() {
        try (Served strict = Served.start(CoordinatorConfig.DEFAULTS.withTypesPerCaller(0), Tokens.of(Served.TOKENS))) {
            Reply refused = strict.post(TASKS, GOOD);
            strict.sound.sessions().open(new NewSession(NewSession.Kind.AGENT, "agent", "host", List.of("good")));

            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.pointers()).containsExactly("/type");
            assertThat(strict.post(TASKS, GOOD).status()).isEqualTo(201);
        }
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        Reply reply = served.post(TASKS, "{\"type\":\"Bad\",\"delay\":\"x\",\"timeout\":\"0s\",\"more\":1}");

        assertThat(reply.pointers()).containsExactlyInAnyOrder("/type", "/delay", "/timeout", "/more");
    }

    private static Case bare(String name, String method, String path, String body, int status) {
        Optional<byte[]> bytes = body.isEmpty() ? Optional.empty() : Optional.of(body.getBytes(StandardCharsets.UTF_8));
        return new Case(name, method, path, bytes, List.of(), status, Optional.empty());
    }

    private static Case admin(String name, String method, String path, int status) {
        return bare(name, method, path, "", status).with("Authorization", "Bearer " + Served.ADMIN);
    }

    private static Case raw(String name, byte[] body, int status) {
        return new Case(name, "POST", TASKS, Optional.of(body), asAdmin(), status, Optional.empty());
    }

    private static Case malformed(String name, String body) {
        return malformedAt(name, TASKS, body);
    }

    private static Case malformedAt(String name, String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Case(name, "POST", path, Optional.of(bytes), asAdmin(), 400, Optional.empty());
    }

    private static Case rejected(String name, String body, String pointer) {
        return action(name, TASKS, body, 422, pointer);
    }

    private static Case batch(String name, String body, int status, String pointer) {
        return action(name, BATCH, body, status, pointer);
    }

    private static Case action(String name, String path, String body, int status, String pointer) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Case(name, "POST", path, Optional.of(bytes), asAdmin(), status, Optional.of(pointer));
    }

    private static Case keyed(String name, String key) {
        return raw(name, GOOD.getBytes(StandardCharsets.UTF_8), 422).with("Idempotency-Key", key);
    }

    private static List<String> asAdmin() {
        return List.of("Authorization", "Bearer " + Served.ADMIN, "Content-Type", JSON);
    }

    private static String params(String name, String value) {
        return "{\"type\":\"good\",\"params\":{\"" + name + "\":" + value + "}}";
    }

    private static String field(String name, String value) {
        return "{\"type\":\"good\",\"" + name + "\":" + value + "}";
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
