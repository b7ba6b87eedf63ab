package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.server.CannotListenException;
import dev.taskq.server.CorsOrigins;
import dev.taskq.server.http.HttpAddress;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that no well-behaved client sends, and what happens to connections while the process stops. */
class ConnectionTest {
    private static final String AUTHORIZED = "Host: localhost\r\nAuthorization: Bearer " + Served.ADMIN + "\r\n";

    @SuppressWarnings("rawtypes")
    private static final TaskType<Map> BLOCKS = TaskType.of("blocks", Map.class);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/tasks/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /v1/tasks HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n",
                "GET /v1/tasks HTTP/1.1\r\n\r\n",
                "POST /v1/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n",
                "POST /v1/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void whatIsNoHttpIsAProblemToo(String request) throws IOException {
        try (Served served = Served.start()) {
            String answer = exchange(served, request);

            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(answer).containsIgnoringCase("Content-Type: application/problem+json");
            assertThat(answer).containsIgnoringCase("X-Correlation-Id: ");
            assertThat(answer).contains("\"status\":400");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, GET, 'GET HTTP/1.1|Host: localhost||'",
        "400, GET, 'GET /v1/tasks/%zz HTTP/1.1|Host: localhost||'",
        "400, GET, 'GET /v1/tasks HTTP/1.1||'",
        "404, GET, 'GET /nowhere HTTP/1.1|Host: localhost|Connection: close||'"
    })
    void whatComesToNoRouteIsCountedOnce(int code, String method, String request) throws IOException {
        try (Served served = Served.start()) {
            String answer = exchange(served, request.replace("|", "\r\n"));

            assertThat(answer).startsWith("HTTP/1.1 " + code + " ");
            assertThat(counted(served)).containsExactly(method + " other " + code + " 1");
        }
    }

    @Test
    void headersThatAreTooLargeAreCountedToo() throws IOException {
        try (Served served = Served.start()) {
            String answer = exchange(
                    served, "GET /v1/tasks HTTP/1.1\r\nHost: localhost\r\nA: " + "x".repeat(20_000) + "\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 4");
            assertThat(counted(served)).hasSize(1);
        }
    }

    /** Method, route, code and number of the counted calls. */
    private static List<String> counted(Served served) {
        return served.metrics.get("taskq.http.requests").timers().stream()
                .map(timer -> String.join(
                        " ",
                        timer.getId().getTag("method"),
                        timer.getId().getTag("route"),
                        timer.getId().getTag("code"),
                        Long.toString(timer.count())))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=%zz", "wait=%", "%zz=1"})
    void queryWithABrokenEncodingIsAProblem(String query) throws IOException {
        try (Served served = Served.start()) {
            long id = served.submit("{\"type\":\"good\"}");

            String answer = exchange(
                    served,
                    "GET /v1/tasks/" + id + "?" + query + " HTTP/1.1\r\n" + AUTHORIZED + "Connection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(answer).containsIgnoringCase("Content-Type: application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/tasks/%",
                "GET /v1/tasks/1%",
                "GET /v1/tasks/%4",
                "GET /v1/tasks/%zz",
                "GET /v1/tasks/%-1",
                "POST /v1/tasks/%:cancel",
                "POST /v1/types/%:pause",
                "GET /%",
                "GET /healthz%"
            })
    void pathWithABrokenEncodingIsAProblem(String line) throws IOException {
        try (Served served = Served.start()) {
            String answer = exchange(served, line + " HTTP/1.1\r\n" + AUTHORIZED + "Connection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(answer).containsIgnoringCase("Content-Type: application/problem+json");
            assertThat(answer).contains("cannot be read as HTTP").doesNotContain(" log");
        }
    }

    @Test
    void keyThatIsNoAsciiIsRefused() throws IOException {
        try (Served served = Served.start()) {
            String answer = exchange(
                    served,
                    "POST /v1/tasks HTTP/1.1\r\n" + AUTHORIZED
                            + "Content-Type: application/json\r\nIdempotency-Key: k\u00e4se\r\nContent-Length: 15\r\n"
                            + "Connection: close\r\n\r\n{\"type\":\"good\"}");

            assertThat(answer).matches("(?s)HTTP/1.1 4(00|22) .*");
            assertThat(answer).containsIgnoringCase("Content-Type: application/problem+json");
            assertThat(served.storedTasks()).isZero();
        }
    }

    @Test
    void bodyCutOffByTheConnectionStoresNothing() throws IOException {
        try (Served served = Served.start()) {
            try (Raw raw = Raw.connect(served.server.port())) {
                raw.send("POST /v1/tasks HTTP/1.1\r\n" + AUTHORIZED
                                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"type\":\"good\"}")
                        .finish()
                        .answers();
            }

            assertThat(served.storedTasks()).isZero();
            assertThat(served.get("/v1/tasks").status()).isEqualTo(200);
        }
    }

    @Test
    void chunkedBodyIsBoundedToo() throws IOException {
        try (Served served = Served.start()) {
            String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";

            String answer = exchange(
                    served,
                    "POST /v1/tasks HTTP/1.1\r\n" + AUTHORIZED
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                            + chunk.repeat(10) + "0\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void callerThatAsksBeforeSendingTooMuchIsAnsweredAtOnce() throws IOException {
        try (Served served = Served.start()) {
            String answer = exchange(
                    served,
                    "POST /v1/tasks HTTP/1.1\r\n" + AUTHORIZED
                            + "Content-Type: application/json\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void connectionIsKeptAfterABodyThatWasTooLarge() throws IOException {
        try (Served served = Served.start()) {
            String body = " ".repeat(1_000_000);

            String answers = exchange(
                    served,
                    "POST /v1/tasks HTTP/1.1\r\n" + AUTHORIZED
                            + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body
                            + "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(answers).startsWith("HTTP/1.1 413 ");
            assertThat(answers).contains("HTTP/1.1 200 ");
        }
    }

    @Test
    void stopAnswersWaitingCalls() throws InterruptedException, ExecutionException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Served served = Served.start();
        try (Agent agent = Agent.builder(served.store)
                .queue(served.queue)
                .handler(TaskHandler.of(BLOCKS, (context, params) -> {
                    started.countDown();
                    over.await();
                    return Outcome.done();
                }))
                .build()) {
            agent.start();
            long id = served.submit("{\"type\":\"blocks\"}");
            started.await();
            CountDownLatch scanned = new CountDownLatch(1);
            served.faults.watch("statuses", scanned::countDown);
            FutureTask<Reply> waiting = new FutureTask<>(() -> served.get("/v1/tasks/" + id + "?wait=60s"));
            Thread.ofVirtual().start(waiting);
            scanned.await();

            served.calls.stopping();
            served.server.stop();

            assertThat(waiting.get().status()).isEqualTo(200);
            assertThat(waiting.get().json().path("status").asText()).isEqualTo("running");
            assertThat(waiting.get().header("Connection")).isEqualTo("close");
            over.countDown();
        } finally {
            served.close();
        }
    }

    @Test
    void processThatStartsIsHealthyAndAcceptsNothingYet() {
        try (Served served = Served.start()) {
            served.started = Optional.empty();

            assertThat(served.send("GET", "/healthz", Optional.empty()).status())
                    .isEqualTo(200);
            assertThat(served.send("GET", "/readyz", Optional.empty()).status()).isEqualTo(503);
            Reply refused = served.post("/v1/tasks", "{\"type\":\"good\"}");
            assertThat(refused.problem()).isEqualTo("not-accepted");
            assertThat(refused.header("Retry-After")).isNotEmpty();
            assertThat(served.storedTasks()).isZero();
        }
    }

    @Test
    void processThatStopsIsNotReadyAndStillAnswers() {
        try (Served served = Served.start()) {
            served.calls.stopping();

            assertThat(served.send("GET", "/readyz", Optional.empty()).status()).isEqualTo(503);
            assertThat(served.send("GET", "/healthz", Optional.empty()).status())
                    .isEqualTo(200);
            assertThat(served.post("/v1/tasks", "{\"type\":\"good\"}").status()).isEqualTo(201);
        }
    }

    @Test
    void submitUnderWayIsAnsweredBeforeTheServerStops() throws InterruptedException, ExecutionException {
        Served served = Served.start();
        try {
            served.submit("{\"type\":\"good\"}");
            CountDownLatch inserting = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            served.faults.watch("insert", () -> {
                inserting.countDown();
                goOn.await();
            });
            FutureTask<Reply> submit = new FutureTask<>(() -> served.post("/v1/tasks", "{\"type\":\"good\"}"));
            Thread.ofVirtual().start(submit);
            inserting.await();
            served.calls.stopping();
            FutureTask<WebServerStopped> stop = new FutureTask<>(() -> {
                served.server.stop();
                return new WebServerStopped();
            });
            Thread.ofVirtual().start(stop);
            goOn.countDown();

            assertThat(submit.get().status()).isEqualTo(201);
            stop.get();
            assertThat(served.storedTasks()).isEqualTo(2);
        } finally {
            served.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no.such.host.invalid", "203.0.113.1", "a b"})
    void addressThatIsNotOursIsSaidInOneLine(String host) {
        assertThatThrownBy(() -> HttpServer.start(
                        new HttpAddress(host, 0),
                        Duration.ofSeconds(1),
                        Served.LIMITS,
                        HttpRouting.builder(),
                        CorsOrigins.NONE,
                        Optional.empty()))
                .isInstanceOf(CannotListenException.class)
                .hasMessageContaining(host);
    }

    private record WebServerStopped() {}

    private static String exchange(Served served, String request) throws IOException {
        return Raw.exchange(served.server.port(), request);
    }
}
