package dev.taskq.server.rest;

import static dev.taskq.server.rest.BadCall.BATCH;
import static dev.taskq.server.rest.BadCall.GOOD;
import static dev.taskq.server.rest.BadCall.JSON;
import static dev.taskq.server.rest.BadCall.TASKS;
import static dev.taskq.server.rest.BadCall.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.server.Tokens;
import dev.taskq.spi.NewSession;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a refusal says: of the key, the cursor, the type or the body that is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTest {
    private final Served served = Served.start();

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void timeBeforeTheEarliestIsNotCalledTooFarAhead() {
        Reply reply = served.post(TASKS, field("run_at", "\"0000-01-01T00:00:00Z\""));

        assertThat(reply.json().path("detail").asText()).isEqualTo("/run_at must not be before 0001-01-01T00:00:00Z");
    }

    @Test
    void valueOfAnotherFormThanBearerHasNoToken() {
        for (String value : List.of(Served.ADMIN, "Basic b3A6", "Bearer")) {
            Reply reply = served.send("GET", TASKS, Optional.empty(), "Authorization", value);

            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.json().path("detail").asText())
                    .isEqualTo("a token is needed: Authorization: Bearer <token>");
        }
        assertThat(served.send("GET", TASKS, Optional.empty(), "Authorization", "Bearer unknown")
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("the token is not known");
    }

    @Test
    void actionThatDoesNotExistIsNotTakenForAnUnknownId() {
        long id = served.submit(GOOD);

        assertThat(detail("/v1/tasks/" + id + ":delete"))
                .isEqualTo("there is no such action: one task has :cancel, :retry and :explain,"
                        + " and the method DELETE deletes it");
        assertThat(detail("/v1/operations/1:pause")).isEqualTo("there is no such action: one operation has :cancel");
        assertThat(detail("/v1/types/good:delete"))
                .isEqualTo("there is no such action: one type has :pause and :resume");
        assertThat(detail("/v1/tasks/x:cancel")).startsWith("there is no such task");
    }

    @Test
    void refusedRetryNamesTheAttemptOnlyIfTheRequestDid() {
        long id = served.submit(GOOD);

        assertThat(detail("/v1/tasks/" + id + ":retry"))
                .isEqualTo(
                        "only a failed, cancelled or scheduled task can be queued by hand; this task is queued at attempt 0");
        assertThat(served.post("/v1/tasks/" + id + ":retry", "{\"attempt\":1}")
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo(
                        "only a failed, cancelled or scheduled task can be queued by hand, and only at the attempt that the"
                                + " request names; this task is queued at attempt 0");
    }

    private String detail(String path) {
        return served.post(path).json().path("detail").asText();
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
        for (String path : List.of("/v1/types/work:pause", "/v1/tasks/" + served.submit(GOOD) + ":cancel")) {
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
}
