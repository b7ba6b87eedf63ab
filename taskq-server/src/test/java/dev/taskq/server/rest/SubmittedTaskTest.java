package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a submitted task may say of itself is understood and kept. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubmittedTaskTest {
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
        served.sound.types().register(List.of("announced"));
        Reply reply = served.post("/v1/tasks", "{\"type\":\"announced\"}");

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

        assertThat(served.stored(id).params()).isEqualTo(params);
        assertThat(served.get("/v1/tasks/" + id).body()).contains(params);
    }

    @Test
    void paramsLargerThanOneBufferAreCutOutWhole() {
        String params = "{\"a\":\"" + "\u00e4".repeat(50_000) + "\",\"b\":[" + "1,".repeat(20_000) + "2]}";

        long id = served.submit("{\"params\":" + params + " ,\"type\":\"plain\"}");

        assertThat(served.stored(id).params()).isEqualTo(params);
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

        assertThat(served.stored(id).maxAttempts()).isEqualTo(7);
    }

    @Test
    void paramsMayBeLeftOut() {
        assertThat(served.stored(served.submit("{\"type\":\"plain\"}")).params())
                .isEqualTo("{}");
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
                    Task task = served.stored(reply.id());
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

        assertThat(served.stored(id).times().runAt()).contains(due);
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

        assertThat(served.stored(id).times().runAt()).contains(due);
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
        Task task = served.stored(reply.id());
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
            assertThat(served.stored(reply.id()).origin().correlationId()).isEqualTo(made);
            assertThat(served.stored(reply.id()).origin().traceparent().orElseThrow())
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        }
    }
}
