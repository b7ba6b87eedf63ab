package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.CorsOrigins;
import dev.taskq.server.Hashes;
import dev.taskq.server.TaskqServer;
import dev.taskq.server.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refusal before any route is shown to a script as well: a browser would hide it otherwise, as a network error. */
class CorsOfRefusalsTest {
    private static final String SHOP = "https://shop.example";
    private static final String ASKED = "|Origin: " + SHOP + "|X-Correlation-Id: mine|";
    private static final ConnectionLimits SLOW = Served.LIMITS;
    private static final ConnectionLimits IMPATIENT =
            Served.limits(100, Duration.ofMinutes(5), Duration.ofMillis(300), Duration.ofMinutes(5));

    @ParameterizedTest
    @CsvSource({
        "400, 'GET /v1/tasks HTTP/1.1ASKED|'",
        "400, 'GET /v1/tasks HTTP/1.1|Host: xASKEDA(: b||'",
        "400, 'GET /v1/tasks?a=%zz HTTP/1.1|Host: xASKED|'",
        "400, 'GET /v1/tasks?a=[ HTTP/1.1|Host: xASKED|'",
        "400, 'GET urn:x HTTP/1.1|Host: xASKED|'",
        "400, 'POST /v1/tasks HTTP/1.1|Host: xASKEDContent-Length: x||{}'",
        "414, 'GET /v1/tasks?type=# HTTP/1.1|Host: xASKED|'",
        "431, 'GET /v1/tasks HTTP/1.1|Host: xASKEDA: #|B: #||'",
        "501, 'get /v1/tasks HTTP/1.1|Host: xASKED|'",
        "501, 'POST /v1/tasks HTTP/1.1|Host: xASKEDTransfer-Encoding: gzip, chunked||0||'",
        "505, 'GET /v1/tasks HTTP/1.2|Host: xASKED|'"
    })
    void refusalIsShownToAScript(int status, String request) throws IOException {
        try (TaskqServer server = server(SLOW)) {
            String answer = Raw.exchange(server.port(), written(request));

            assertShown(answer, status);
            assertThat(answer).containsIgnoringCase("\r\nX-Correlation-Id: mine\r\n");
        }
    }

    @Test
    void refusalOfASlowBodyIsShown() throws IOException {
        try (TaskqServer server = server(IMPATIENT)) {
            String half = "POST /v1/tasks HTTP/1.1|Host: xASKEDAuthorization: Bearer script|"
                    + "Content-Type: application/json|Content-Length: 15||{";

            assertShown(Raw.exchange(server.port(), written(half)), 408);
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void refusalForWantOfAPlaceIsShown() throws IOException {
        ConnectionLimits one = Served.limits(1, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));
        try (TaskqServer server = server(one);
                Raw holder = Raw.connect(server.port())) {
            String half = "POST /v1/tasks HTTP/1.1|Host: x|Authorization: Bearer script|"
                    + "Content-Type: application/json|Content-Length: 15|Expect: 100-continue||";
            assertThat(holder.send(written(half)).head()).startsWith("HTTP/1.1 100 ");

            String refused = Raw.exchange(server.port(), written("GET /v1/tasks HTTP/1.1|Host: xASKED|"));

            assertShown(refused, 503);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /v1/tasks?a=%zz HTTP/1.1|Host: x||'",
        "'GET /v1/tasks?a=%zz HTTP/1.1|Host: x|Origin: https://evil.example||'"
    })
    void otherOriginsAreNotNamed(String request) throws IOException {
        try (TaskqServer server = server(SLOW)) {
            String answer = Raw.exchange(server.port(), written(request));

            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .doesNotContainIgnoringCase("Access-Control-Allow-Origin")
                    .containsIgnoringCase("Vary: Origin");
        }
    }

    /** The bytes behind a head are not a part of it. */
    @Test
    void bodyNamesNoOrigin() throws IOException {
        try (TaskqServer server = server(SLOW)) {
            String answer = Raw.exchange(
                    server.port(), written("GET /" + "x".repeat(9_000) + " HTTP/1.1|Host: x||Origin: " + SHOP + "||"));

            assertThat(answer).startsWith("HTTP/1.1 414 ").doesNotContainIgnoringCase("Access-Control-Allow-Origin");
        }
    }

    private static void assertShown(String answer, int status) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("\r\nAccess-Control-Allow-Origin: " + SHOP + "\r\n")
                .containsIgnoringCase("\r\nAccess-Control-Expose-Headers: ")
                .containsIgnoringCase("\r\nVary: Origin\r\n");
    }

    private static String written(String request) {
        return request.replace("ASKED", ASKED).replace("|", "\r\n").replace("#", "x".repeat(9_000));
    }

    private static TaskqServer server(ConnectionLimits limits) {
        return TaskqServer.builder(Optional::empty)
                .tokens(Tokens.of("script admin " + Hashes.of("script")))
                .host("127.0.0.1")
                .port(0)
                .connectionLimits(limits)
                .corsOrigins(CorsOrigins.of(Set.of(SHOP)))
                .build()
                .start();
    }
}
