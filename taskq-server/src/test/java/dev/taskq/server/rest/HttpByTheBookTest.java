package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid HTTP is served. Invalid HTTP is refused with a response, and is not a server error. */
class HttpByTheBookTest {
    private static final String SUBMIT = "POST /v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Served.ADMIN
            + "\r\nContent-Type: application/json\r\n";

    private static final String CHUNKED = SUBMIT + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";

    @Test
    void http10IsServed() throws IOException {
        try (Served served = Served.start()) {
            String answer = Raw.exchange(served.server.port(), "GET /healthz HTTP/1.0\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("Connection: close");
            assertThat(answer).endsWith("{\"status\": \"ok\"}");
        }
    }

    @Test
    void submitByHttp10AsAProxySendsItIsAccepted() throws IOException {
        try (Served served = Served.start()) {
            String answer = Raw.exchange(
                    served.server.port(),
                    "POST /v1/tasks HTTP/1.0\r\nHost: backend\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n"
                            + "Authorization: Bearer " + Served.ADMIN
                            + "\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"type\":\"good\"}");

            assertThat(answer).startsWith("HTTP/1.1 201 ").containsIgnoringCase("Connection: close");
            assertThat(served.storedTasks()).isEqualTo(1);
        }
    }

    /** Each further write would cost a system call and a packet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                SUBMIT + "Content-Length: 15\r\n\r\n{\"type\":\"good\"}",
                SUBMIT + "Content-Length: 5\r\n\r\nwrong",
                "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
            })
    void answerIsOneWrite(String request) throws IOException {
        try (Served served = Served.start();
                Raw raw = Raw.connect(served.server.port())) {
            String answer = raw.send(request).once();

            int body = answer.length() - answer.indexOf("\r\n\r\n") - 4;
            assertThat(answer).containsIgnoringCase("\r\nContent-Length: " + body + "\r\n");
            assertThat(body).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "505, 'GET / HTTP/2.0|Host: x||'",
        "505, 'PRI * HTTP/2.0||SM||'",
        "505, 'GET / HTTP/1.2|Host: x||'",
        "400, 'GET /|'",
        "400, 'NONSENSE|'",
        "400, 'GET /healthz HTTP/1.1|Host: x'",
        "501, 'get /healthz HTTP/1.1|Host: x||'",
        "501, 'Post /v1/tasks HTTP/1.0|Host: x|Content-Length: 15||{\"type\":\"good\"}'",
        "501, 'CONNECT example.com:443 HTTP/1.1|Host: example.com:443||'",
        "400, 'GET example.com:443 HTTP/1.1|Host: x||'",
        "400, 'GET urn:x HTTP/1.0||'",
        "400, 'GET http:///healthz HTTP/1.1|Host: x||'",
        "404, 'OPTIONS * HTTP/1.1|Host: x|Connection: close||'",
        "404, 'GET http://x HTTP/1.1|Host: x|Connection: close||'",
        "404, 'TRACE / HTTP/1.1|Host: x|Connection: close||'",
        "200, 'GET /healthz HTTP/1.1|Host: x|Upgrade: h2c|HTTP2-Settings: AAMAAABk|Connection: Upgrade, close||'",
        "400, 'GET /healthz HTTP/1.1|Host: x|A: b|'",
        "400, 'GET /healthz HTTP/1.1|Host: x|Content-Length: 3|Content-Length: 4||abcd'",
        "400, 'GET /healthz HTTP/1.1|Host: x|Content-Length: -1||'",
        "400, 'GET /healthz HTTP/1.1|Host: x|Content-Length: +2||ab'",
        "400, 'POST /v1/tasks HTTP/1.0|Host: x|Transfer-Encoding: chunked||0||'",
        "501, 'POST /v1/tasks HTTP/1.1|Host: x|Transfer-Encoding: gzip, chunked||0||'",
        "200, '|GET /healthz HTTP/1.1|Host: x|Connection: close||'",
        "200, 'GET http://x/healthz HTTP/1.1|Host: x|Connection: close||'"
    })
    void everyRequestGetsAnAnswer(int status, String request) throws IOException {
        try (Served served = Served.start();
                Raw raw = Raw.connect(served.server.port())) {
            String answer = raw.send(request.replace("|", "\r\n")).finish().answers();

            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
            assertThat(faults(served)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G@T /healthz",
                "GET /health@z",
                "GET /v1/tasks?a=@",
                "GET /v1/tasks?a=%@",
                "GET /v1/tasks/%@:cancel"
            })
    void noCharacterOfTheFirstLineIsAnErrorOfTheServer(String line) throws IOException {
        noCharacterIsAnErrorOfTheServer(line + " HTTP/1.1\r\nHost: x\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A@B: c",
                "A: b@c",
                "Host: x@",
                "Host: [@",
                "Authorization: Bearer @",
                "Content-Length: @",
                "Expect: @",
                "Transfer-Encoding: @",
                "Content-Type: @/@",
                "Cookie: @=@",
                "X-Correlation-Id: @",
                "Connection: @"
            })
    void noCharacterOfAHeaderIsAnErrorOfTheServer(String header) throws IOException {
        noCharacterIsAnErrorOfTheServer("GET /v1/tasks HTTP/1.1\r\n" + header + "\r\n");
    }

    /** Puts each character in the place of the {@code @}. */
    private static void noCharacterIsAnErrorOfTheServer(String head) throws IOException {
        try (Served served = Served.start()) {
            for (char c = 0; c <= 0xff; c++) {
                try (Raw raw = Raw.connect(served.server.port())) {
                    String answer =
                            raw.send(head.replace('@', c) + "\r\n").finish().answers();

                    assertThat(answer).as("character %d", (int) c).matches("(?s)HTTP/1.1 (200|4..|501|505) .*");
                }
            }
            assertThat(faults(served)).isEmpty();
        }
    }

    @Test
    void linesThatAreTooLongAreRefused() throws IOException {
        try (Served served = Served.start()) {
            assertThat(Raw.exchange(served.server.port(), "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 414 ");
            assertThat(Raw.exchange(
                            served.server.port(),
                            "GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(50_000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f;a=b\r\n{\"type\":\"good\"}\r\n0\r\n\r\n",
                "F ; a=\"b;c\" ;d\r\n{\"type\":\"good\"}\r\n0;last\r\n\r\n",
                "5\r\n{\"typ\r\na;x\r\ne\":\"good\"}\r\n000\r\nDigest: x\r\nMore: y\r\n\r\n"
            })
    void chunkExtensionsAndTrailersAreLegal(String body) throws IOException {
        try (Served served = Served.start()) {
            assertThat(Raw.exchange(served.server.port(), CHUNKED + body)).startsWith("HTTP/1.1 201 ");
            assertThat(served.storedTasks()).isEqualTo(1);
        }
    }

    @Test
    void whatFollowsAChunkedBodyIsTheNextRequest() throws IOException {
        try (Served served = Served.start()) {
            String answers = Raw.exchange(
                    served.server.port(),
                    SUBMIT + "Transfer-Encoding: chunked\r\n\r\nf;a=b\r\n{\"type\":\"good\"}\r\n0\r\nA: b\r\n\r\n"
                            + "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(answers).startsWith("HTTP/1.1 201 ").contains("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 2\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"})
    void bodyOfAGetIsIgnoredAndEndsTheConnection(String body) throws IOException {
        String get = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
        try (Served served = Served.start()) {
            String answers = Raw.exchange(served.server.port(), get + body + get + "\r\n");

            assertThat(answers).containsOnlyOnce("HTTP/1.1 200 ").containsIgnoringCase("Connection: close");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1\r\n{}\r\n0\r\n\r\n",
                "+2\r\n{}\r\n0\r\n\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n",
                "2 2\r\n{}\r\n0\r\n\r\n",
                "zz\r\n{}\r\n0\r\n\r\n",
                ";a\r\n{}\r\n0\r\n\r\n",
                "\r\n{}\r\n0\r\n\r\n",
                "2\n{}\r\n0\r\n\r\n",
                "2\r\n{}x\r\n0\r\n\r\n",
                "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
                "f\r\n{\"type\":\"good\"}\r\n",
                "f\r\n{\"type\":",
                "f\r\n{\"type\":\"good\"}\r\n0\r\nA: b\r\n"
            })
    void brokenChunksAreTheCallersFault(String body) throws IOException {
        try (Served served = Served.start();
                Raw raw = Raw.connect(served.server.port())) {
            String answer = raw.send(CHUNKED + body).finish().answers();

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
            assertThat(faults(served)).isEmpty();
            assertThat(served.storedTasks()).isZero();
        }
    }

    @Test
    void halfABodyIsTheCallersFault() throws IOException {
        try (Served served = Served.start();
                Raw raw = Raw.connect(served.server.port())) {
            String answer = raw.send(SUBMIT + "Content-Length: 100\r\n\r\n{\"typ")
                    .finish()
                    .answers();

            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(faults(served)).isEmpty();
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void stopDoesNotWaitForConnectionsWithoutARequest() throws IOException {
        Served served = Served.start();
        try (Raw silent = Raw.connect(served.server.port());
                Raw begun = Raw.connect(served.server.port());
                Raw kept = Raw.connect(served.server.port())) {
            silent.send("");
            begun.send("GET /healthz HTTP/1.1\r\nHost:");
            kept.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").head();

            served.calls.stopping();
            served.server.stop();
        } finally {
            served.close();
        }
    }

    /** The calls that were counted as server errors. */
    static List<String> faults(Served served) {
        return served.metrics.get("taskq.http.requests").timers().stream()
                .map(timer ->
                        timer.getId().getTag("method") + " " + timer.getId().getTag("code"))
                .filter(call -> call.contains(" 500"))
                .toList();
    }
}
