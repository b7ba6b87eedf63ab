package dev.taskq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.taskq.client.ScriptedServer.Request;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the client sends, and how it reads answers, against a server that answers as the test says. */
class TaskqClientTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ScriptedServer server = new ScriptedServer();
    private final ManualPauses pauses = new ManualPauses();
    private final TaskqClient client = builder().build();

    private TaskqClientBuilder builder() {
        return TaskqClient.builder(server.address())
                .token("secret")
                .timeout(TestTimeouts.LONG)
                .pauses(pauses);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static String task(String fields) {
        return """
                {"id": 5, "type": "greet", "status": "running", "params": {"name": "world"}, "attempt": 1, "failures": 0,
                "losses": 0, "max_attempts": 5, "timeout": "90s", "cancel_requested": false,
                "created_at": "2026-11-29T07:57:12Z", "updated_at": "2026-11-29T07:57:12.5Z"%s}""".formatted(fields);
    }

    private static final String ENDED =
            ", \"finished_at\": \"2026-11-29T07:57:13Z\", \"result\": {\"greeting\": \"hello\"}";

    record Params(String name) {}

    record Greeting(String greeting) {}

    @Test
    void callsAreThoseOfTheApi() throws Exception {
        String stored = "{\"id\": 5, \"status\": \"queued\"}";
        server.then(201, stored)
                .then(201, "{\"tasks\": [" + stored + "]}")
                .then(200, task(""))
                .then(200, task(""))
                .then(200, task(""))
                .then(200, task(""))
                .then(204, "");
        client.submit(NewTask.of("greet", new Params("world"))
                .delayedBy(Duration.ofSeconds(90))
                .withMaxAttempts(3)
                .withTimeout(Duration.ofMinutes(2))
                .withIdempotencyKey("k"));
        client.submitAll(List.of(NewTask.of("greet").runAt(Instant.EPOCH)), "all");
        client.get(5);
        client.cancel(5);
        client.retry(5);
        client.retry(5, 3);
        assertThat(client.delete(5)).isTrue();

        assertThat(server.requests())
                .containsExactly(
                        request(
                                "POST /v1/tasks",
                                "k",
                                "{\"type\":\"greet\",\"params\":{\"name\":\"world\"},\"delay\":\"PT1M30S\","
                                        + "\"max_attempts\":3,\"timeout\":\"PT2M\"}"),
                        request(
                                "POST /v1/tasks:batch",
                                "all",
                                "{\"tasks\":[{\"type\":\"greet\",\"params\":{},\"run_at\":\"1970-01-01T00:00:00Z\"}]}"),
                        request("GET /v1/tasks/5", "", ""),
                        request("POST /v1/tasks/5:cancel", "", ""),
                        request("POST /v1/tasks/5:retry", "", ""),
                        request("POST /v1/tasks/5:retry", "", "{\"attempt\":3}"),
                        request("DELETE /v1/tasks/5", "", ""));
    }

    private static Request request(String line, String key, String body) {
        return new Request(line, key, "Bearer secret", body.isEmpty() ? "" : "application/json", body);
    }

    @Test
    void anAddressMayHaveAPathAndATraceIsSentWithEachCall() throws Exception {
        try (TaskqClient under =
                TaskqClient.builder(URI.create(server.address() + "/queue/")).build()) {
            server.then(exchange -> {
                assertThat(exchange.getRequestHeaders().getFirst("X-Correlation-Id"))
                        .isEqualTo("c-1");
                assertThat(exchange.getRequestHeaders().getFirst("traceparent")).isEqualTo("t-1");
                exchange.sendResponseHeaders(404, -1);
            });
            assertThat(under.traced(Trace.of("c-1").withTraceparent("t-1")).delete(7))
                    .isFalse();
        }
        assertThat(server.requests()).containsExactly(new Request("DELETE /queue/v1/tasks/7", "", "", "", ""));
    }

    @Test
    void aTaskIsReadWhole() throws Exception {
        server.then(200, task(ENDED + """
                , "run_at": "2026-11-29T08:00:00+01:00", "agent": "a-1", "caller": "shop", "correlation_id": "c",
                "attempts": [{"attempt": 1, "agent": "a-1", "started_at": "2026-11-29T07:57:12Z",
                "ended_at": "2026-11-29T07:57:13Z", "outcome": "vanished", "error": "gone"}],
                "progress": {"fraction": 0.5, "note": "half", "at": "2026-11-29T07:57:13Z"}, "warning": "beware\""""));

        Task task = client.get(5);

        assertThat(task.isFinal()).isTrue();
        assertThat(task.params(Params.class)).isEqualTo(new Params("world"));
        assertThat(task.result(Greeting.class)).isEqualTo(new Greeting("hello"));
        assertThat(task.timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(task.times().runAt()).contains(Instant.parse("2026-11-29T07:00:00Z"));
        assertThat(task.attempts()).hasSize(1);
        assertThat(task.attempts().get(0).outcome()).isEqualTo("vanished");
        assertThat(task.progress())
                .contains(new Task.Progress(
                        Optional.of(0.5), Optional.of("half"), Instant.parse("2026-11-29T07:57:13Z")));
        assertThat(List.of(task.agent(), task.caller(), task.correlationId(), task.warning()))
                .containsExactly(Optional.of("a-1"), Optional.of("shop"), Optional.of("c"), Optional.of("beware"));
    }

    @Test
    void whatALaterVersionAddsIsIgnoredAndItsStatusesAreKept() throws Exception {
        server.then(200, task(", \"colour\": {\"red\": 1}").replace("running", "postponed"));

        Task task = client.get(5);

        assertThat(task.status()).isEqualTo(new TaskStatus("postponed"));
        assertThat(task.isFinal()).isFalse();
        assertThatThrownBy(() -> task.result(Greeting.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("task 5 is postponed and has no result");
    }

    @Test
    void numbersKeepTheirDigits() throws Exception {
        server.then(200, task(", \"result\": 1234567890.1234567890123456789"));

        assertThat(client.get(5).result().orElseThrow().tree().decimalValue())
                .isEqualTo(new BigDecimal("1234567890.1234567890123456789"));
    }

    @Test
    void aSubmitIsRepeatedUnderTheKeyThatTheClientMade() throws Exception {
        server.then(503, problem("outcome-unknown"))
                .thenNothing()
                .then(201, "{\"id\": 5, \"status\": \"queued\"}", "Idempotent-Replay", "true");

        Submitted submitted = client.submit(NewTask.of("greet"));

        assertThat(submitted).isEqualTo(new Submitted(5, TaskStatus.QUEUED, true, Optional.empty(), submitted.json()));
        assertThat(submitted.json()).hasToString("{\"id\":5,\"status\":\"queued\"}");
        assertThat(server.requests()).hasSize(3);
        assertThat(server.requests().stream().map(Request::key).distinct())
                .singleElement()
                .asString()
                .hasSize(36);
    }

    @Test
    void aBatchIsRepeatedUnderOneKeyOrUnderThoseOfItsTasks() throws Exception {
        String stored = "{\"id\": 5, \"status\": \"queued\", \"replayed\": true, \"warning\": \"w\"}";
        server.thenNothing()
                .then(201, "{\"tasks\": [" + stored + "]}")
                .thenNothing()
                .then(201, "{\"tasks\": [" + stored + "," + stored + "]}");

        Submitted one = client.submitAll(List.of(NewTask.of("greet"))).get(0);
        assertThat(one).isEqualTo(new Submitted(5, TaskStatus.QUEUED, true, Optional.of("w"), one.json()));
        client.submitAll(List.of(NewTask.of("greet").withIdempotencyKey("mine"), NewTask.of("greet")));

        List<Request> requests = server.requests();
        assertThat(requests.get(0).key()).hasSize(36).isEqualTo(requests.get(1).key());
        assertThat(requests.get(2)).isEqualTo(requests.get(3));
        assertThat(requests.get(2).key()).isEmpty();
        assertThat(requests.get(2).body()).contains("\"mine\"").containsPattern("\"idempotency_key\":\"[^\"]{36}\"");
    }

    @Test
    void withoutRetriesThereIsOneCallWithoutAKey() {
        server.thenNothing().thenNothing();
        try (TaskqClient once = builder().retries(Retries.NONE).build()) {
            NoAnswerException failure =
                    catchThrowableOfType(NoAnswerException.class, () -> once.submit(NewTask.of("greet")));
            assertThat(failure.isWithoutEffect()).isFalse();
            assertThatThrownBy(() -> once.submitAll(List.of(NewTask.of("greet"))))
                    .isInstanceOf(NoAnswerException.class);
        }
        assertThat(server.requests()).extracting(Request::key).containsExactly("", "");
    }

    @Test
    void theTimeThatTheCoordinatorNamesIsWaited() throws Exception {
        server.then(429, problem("backlog-full"), "Retry-After", "7")
                .then(503, problem("not-accepted"), "Retry-After", "1")
                .then(200, task(""));

        client.retry(5);

        assertThat(pauses.pauses()).containsExactly(Duration.ofMillis(7_050), Duration.ofMillis(1_100));
    }

    @Test
    void schedulesThatAreTooManyAreNotPutAgain() {
        server.then(429, problem("too-many-schedules"), "Retry-After", "60");
        NewSchedule hourly = NewSchedule.of("hourly", new NewSchedule.Recurrence.Every(Duration.ofHours(1)), "greet");

        assertThatThrownBy(() -> client.schedules().put(hourly))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.kind()).isEqualTo("too-many-schedules"));

        assertThat(server.requests()).hasSize(1);
        assertThat(pauses.pauses()).isEmpty();
    }

    @Test
    void repeatsAreBoundInNumber() {
        for (int i = 0; i < 3; i++) {
            server.then(503, problem("not-accepted"));
        }
        try (TaskqClient twice =
                builder().retries(new Retries(2, Duration.ofMinutes(1))).build()) {
            assertThatThrownBy(() -> twice.get(5)).isInstanceOf(ProblemException.class);
        }
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void repeatsAreBoundInTime() {
        server.then(503, problem("not-accepted"), "Retry-After", "20")
                .then(503, problem("not-accepted"), "Retry-After", "20");

        assertThatThrownBy(() -> client.get(5)).isInstanceOf(ProblemException.class);

        assertThat(server.requests()).hasSize(2);
        assertThat(pauses.pauses()).hasSize(1);
    }

    @Test
    void whatWouldDoHarmTwiceOrCannotPassIsNotRepeated() {
        server.thenNothing()
                .then(503, problem("outcome-unknown"))
                .then(422, problem("rejected"))
                .then(500, "<html>");

        assertThatThrownBy(() -> client.retry(5)).isInstanceOf(NoAnswerException.class);
        assertThatThrownBy(() -> client.retry(5)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> client.submit(NewTask.of("greet"))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> client.get(5)).isInstanceOf(ProblemException.class);

        assertThat(server.requests()).hasSize(4);
    }

    private static String problem(String kind) {
        return "{\"type\": \"https://taskq.dev/problems/" + kind
                + "\", \"title\": \"T\", \"status\": 0, \"detail\": \"D\"}";
    }

    @Test
    void aProblemCarriesWhatTheCoordinatorSaid() {
        server.then(422, """
                {"type": "https://taskq.dev/problems/rejected", "title": "Not so", "status": 422, "detail": "see errors",
                "errors": [{"pointer": "/type", "detail": "must be a name"}], "later": true}""", "X-Correlation-Id", "c-9");

        ProblemException problem =
                catchThrowableOfType(ProblemException.class, () -> client.submit(NewTask.of("Greet")));

        assertThat(problem.type()).isEqualTo("https://taskq.dev/problems/rejected");
        assertThat(problem.kind()).isEqualTo("rejected");
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.title()).isEqualTo("Not so");
        assertThat(problem.detail()).isEqualTo("see errors");
        assertThat(problem.errors()).containsExactly(new FieldError("/type", "must be a name"));
        assertThat(problem.retryAfter()).isEmpty();
        assertThat(problem.correlationId()).contains("c-9");
        assertThat(problem.isWithoutEffect()).isTrue();
        assertThat(problem).hasMessage("422 Not so: see errors (correlation id c-9)");
    }

    @Test
    void anAnswerOfSomethingElseIsAProblemOrUnreadable() {
        server.then(418, "<html>").then(200, "<html>").then(200, "{\"id\": 5}");

        ProblemException teapot = catchThrowableOfType(ProblemException.class, () -> client.get(5));
        assertThat(teapot.kind()).isEqualTo("about:blank");
        assertThat(teapot.status()).isEqualTo(418);
        assertThatThrownBy(() -> client.get(5)).isInstanceOf(BadAnswerException.class);
        assertThatThrownBy(() -> client.get(5))
                .isInstanceOf(BadAnswerException.class)
                .hasMessage("the answer's field \"type\" is missing or cannot be read");
    }

    @Test
    void anAnswerLargerThanAllowedEndsTheCall() {
        server.then(200, task(", \"error\": \"" + "x".repeat(10_000) + "\""));
        try (TaskqClient bounded = builder().maxResponseBytes(5_000).build()) {
            assertThatThrownBy(() -> bounded.get(5))
                    .isInstanceOf(BadAnswerException.class)
                    .hasMessage("the answer is larger than 5000 bytes");
        }
    }

    @Test
    void anAnswerThatDoesNotGoOnEndsTheCall() {
        server.thenHold();
        try (TaskqClient impatient =
                builder().timeout(SHORT).retries(Retries.NONE).build()) {
            assertThatThrownBy(() -> impatient.get(5))
                    .isInstanceOf(NoAnswerException.class)
                    .hasMessageContaining("no answer within PT0.3S");
        }
    }

    @Test
    void whatIsNotListeningWasNotSent() {
        server.close();
        try (TaskqClient once = builder().retries(Retries.NONE).build()) {
            NoAnswerException failure = catchThrowableOfType(NoAnswerException.class, () -> once.retry(5));
            assertThat(failure.isWithoutEffect()).isTrue();
        }
    }

    @Test
    void anInterruptEndsTheCall() throws Exception {
        server.thenHold();
        FutureTask<Boolean> interrupted = new FutureTask<>(() -> {
            try {
                client.get(5);
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        });
        Thread caller = Thread.ofVirtual().start(interrupted);
        server.awaitHeld();

        caller.interrupt();

        assertThat(interrupted.get(TestTimeouts.LONG.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
    }

    @Test
    void callsInProgressAreBound() throws Exception {
        server.thenHold();
        try (TaskqClient narrow = builder()
                .timeout(SHORT)
                .maxConcurrentCalls(1)
                .retries(Retries.NONE)
                .build()) {
            // It may take as long as it waits, besides the time-out.
            Thread holder = Thread.ofVirtual().start(() -> {
                try {
                    narrow.await(5, Duration.ofMinutes(1));
                } catch (TaskqClientException | InterruptedException e) {
                    // The test ends it.
                }
            });
            server.awaitHeld();

            NoAnswerException refused = catchThrowableOfType(NoAnswerException.class, () -> narrow.get(5));
            assertThat(refused).hasMessage("1 calls are in progress already");
            assertThat(refused.isWithoutEffect()).isTrue();

            holder.interrupt();
            holder.join();
            server.then(200, task(""));
            assertThat(narrow.get(5).id()).isEqualTo(5);
        }
    }

    @Test
    void aClosedClientSaysSo() {
        client.close();
        client.close();
        assertThatThrownBy(() -> client.get(5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the client is closed");
    }

    @Test
    void awaitAsksUntilTheTaskIsFinal() throws Exception {
        server.then(exchange -> {
                    pauses.pass(Duration.ofSeconds(60));
                    answer(exchange, task(""));
                })
                .then(200, task(""))
                .then(200, task(ENDED));

        Task task = client.await(5, Duration.ofSeconds(70));

        assertThat(task.isFinal()).isTrue();
        assertThat(server.requests())
                .extracting(Request::line)
                .containsExactly(
                        "GET /v1/tasks/5?wait=60000ms", "GET /v1/tasks/5?wait=10000ms", "GET /v1/tasks/5?wait=9900ms");
        assertThat(pauses.pauses()).containsExactly(Duration.ofMillis(100));
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Test
    void awaitReturnsTheTaskAsItStandsWhenTheTimeIsOver() throws Exception {
        server.then(exchange -> {
            pauses.pass(Duration.ofSeconds(2));
            answer(exchange, task(""));
        });

        assertThat(client.await(5, Duration.ofSeconds(2)).isFinal()).isFalse();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aListReadsItsPagesWhenTheyAreWanted() throws Exception {
        server.then(200, "{\"tasks\": [" + task("") + "," + task("") + "], \"next_cursor\": \"c d\"}")
                .then(200, "{\"tasks\": [], \"next_cursor\": \"e\", \"looked_back_to\": \"2026-11-29T07:57:12Z\"}")
                .then(200, "{\"tasks\": [" + task("") + "]}");
        TaskFilter filter = TaskFilter.ALL
                .withStatus(TaskStatus.FAILED, TaskStatus.CANCELLED)
                .withType("greet")
                .withSchedule("hourly")
                .finishedAfter(Instant.EPOCH)
                .withErrorContaining("no disk & more");

        assertThat(client.list(filter).limit(1)).hasSize(1);
        assertThat(server.requests()).hasSize(1);
        String query =
                "?status=failed&status=cancelled&type=greet&schedule=hourly&finished_after=1970-01-01T00%3A00%3A00Z"
                        + "&error_contains=no%20disk%20%26%20more&limit=100";
        assertThat(server.requests().get(0).line()).isEqualTo("GET /v1/tasks" + query);

        assertThat(client.list(TaskFilter.ALL)).hasSize(1);
        assertThat(server.requests()).extracting(Request::line).contains("GET /v1/tasks?limit=100&cursor=e");
    }

    @Test
    void anInterruptEndsAList() {
        server.then(200, "{\"tasks\": []}");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> client.list(TaskFilter.ALL).toList()).isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void readinessIsAskedOnce() throws Exception {
        server.then(200, "{}").then(503, "{}").thenNothing();

        assertThat(client.isReady()).isTrue();
        assertThat(client.isReady()).isFalse();
        assertThat(client.isReady()).isFalse();
        server.close();
        assertThat(client.isReady()).isFalse();
    }

    @Test
    void paramsAreMappedByTheGivenMapper() throws Exception {
        server.then(201, "{\"id\": 5, \"status\": \"queued\"}");
        JsonNode tree = new ObjectMapper().valueToTree(Map.of("a", List.of(1)));

        client.submit(NewTask.of("greet", tree));

        assertThat(server.requests().get(0).body()).isEqualTo("{\"type\":\"greet\",\"params\":{\"a\":[1]}}");
    }
}
