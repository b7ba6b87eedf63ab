package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.server.ConnectionLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections are bounded in number and in time. Callers that use up the limit do not block callers that send requests.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ConnectionBoundsTest {
    private static final int CONNECTIONS = 8;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final ConnectionLimits FEW = Served.limits(CONNECTIONS, LONG, LONG, LONG);
    private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String HALF_A_SUBMIT = "POST /v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + Served.ADMIN + "\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"type\":";

    private final List<Raw> opened = new ArrayList<>();

    @Test
    void silentConnectionsGiveWayToRequests() throws IOException {
        try (Served served = Served.start(FEW)) {
            Raw oldest = open(served);
            for (int i = 0; i < 10 * CONNECTIONS; i++) {
                open(served);
            }

            assertThat(open(served).send(HEALTH).head()).startsWith("HTTP/1.1 200 ");
            assertThat(oldest.isClosedInSilence()).isTrue();
            assertThat(served.server.openConnections()).isLessThanOrEqualTo(CONNECTIONS);
        } finally {
            closeAll();
        }
    }

    @Test
    void begunHeadGivesWayWithAnAnswer() throws IOException {
        try (Served served = Served.start(FEW)) {
            String answer = "";
            while (answer.isEmpty()) {
                // Closed without a response if the server has not seen its first bytes yet.
                Raw begun = open(served).send("GET /heal");
                for (int i = 0; i < 10 * CONNECTIONS; i++) {
                    open(served);
                }
                answer = begun.answers();
            }

            assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
        } finally {
            closeAll();
        }
    }

    @Test
    void connectionThatWasOfUseStaysLongest() throws IOException {
        try (Served served = Served.start(FEW)) {
            Raw useful = open(served);
            assertThat(useful.send(HEALTH).head()).startsWith("HTTP/1.1 200 ");
            useful.body(16);
            for (int i = 0; i < 10 * CONNECTIONS; i++) {
                open(served);
            }

            assertThat(open(served).send(HEALTH).head()).startsWith("HTTP/1.1 200 ");
            assertThat(useful.send(HEALTH).head()).startsWith("HTTP/1.1 200 ");
        } finally {
            closeAll();
        }
    }

    @Test
    void requestsInProgressAreNotGivenUpAndTheNextIsAnswered503() throws IOException {
        try (Served served = Served.start(FEW)) {
            List<Raw> inProgress = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                inProgress.add(open(served).send(HALF_A_SUBMIT));
            }
            await(() -> served.server.openConnections() == CONNECTIONS);

            String refused = "";
            while (!refused.startsWith("HTTP/1.1 503 ")) {
                // A connection that still reads its head may be closed to make room. Once all of them read bodies, none
                // is closed.
                Raw next = open(served).send(HEALTH.replace("/healthz", "/openapi.yaml"));
                refused = next.finish().answers();
            }

            assertThat(refused).contains("Retry-After: 1", "application/problem+json", "too many connections are open");
            int accepted = 0;
            for (Raw raw : inProgress) {
                accepted += raw.send("\"good\"}").head().startsWith("HTTP/1.1 201 ") ? 1 : 0;
            }
            assertThat(accepted).isPositive();
            assertThat(served.storedTasks()).isEqualTo(accepted);
        } finally {
            closeAll();
        }
    }

    @Test
    void silentConnectionIsClosedInTime() throws IOException {
        try (Served served = Served.start(Served.limits(CONNECTIONS, SHORT, LONG, LONG))) {
            assertThat(open(served).isClosedInSilence()).isTrue();
        } finally {
            closeAll();
        }
    }

    @Test
    void headThatTrickles() throws IOException {
        try (Served served = Served.start(Served.limits(CONNECTIONS, SHORT, LONG, LONG))) {
            String answer = "";
            while (answer.isEmpty()) {
                // Closed without a response if the server has not seen its first bytes within the limit.
                Raw raw = open(served).send("GET /healthz HTTP/1.1\r\nHost: x\r\nA: ");
                Thread trickle = Thread.ofVirtual().start(() -> trickle(raw, "x"));
                answer = raw.answers();
                trickle.interrupt();
            }

            assertThat(answer).startsWith("HTTP/1.1 408 ");
        } finally {
            closeAll();
        }
    }

    @Test
    void bodyThatTrickles() throws IOException {
        try (Served served = Served.start(Served.limits(CONNECTIONS, LONG, SHORT, LONG))) {
            Raw raw = open(served).send(HALF_A_SUBMIT.replace("Length: 15", "Length: 60000"));
            Thread trickle = Thread.ofVirtual().start(() -> trickle(raw, " "));

            assertThat(raw.answers()).startsWith("HTTP/1.1 408 ");
            assertThat(served.storedTasks()).isZero();
            trickle.interrupt();
        } finally {
            closeAll();
        }
    }

    @Test
    void leftOverBodyOfARefusedCallTrickles() throws IOException {
        try (Served served = Served.start(Served.limits(CONNECTIONS, LONG, SHORT, LONG))) {
            Raw raw = open(served).send("POST /v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{");
            Thread trickle = Thread.ofVirtual().start(() -> trickle(raw, " "));

            assertThat(raw.answers()).startsWith("HTTP/1.1 401 ");
            trickle.interrupt();
        } finally {
            closeAll();
        }
    }

    @Test
    void answerThatIsNotTaken() throws IOException {
        try (Served served = Served.start(Served.limits(CONNECTIONS, LONG, SHORT, LONG))) {
            long id = served.submit("{\"type\":\"good\",\"params\":{\"a\":\"" + "x".repeat(200_000) + "\"}}");
            Raw raw = Raw.connectWithoutRoom(served.server.port());
            opened.add(raw);
            String get = "GET /v1/tasks/" + id + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Served.ADMIN
                    + "\r\n\r\n";
            raw.send(get.repeat(100));

            await(() -> served.server.openConnections() >= 2);
            await(() -> served.server.openConnections() <= 1);
        } finally {
            closeAll();
        }
    }

    @Test
    void idleConnectionIsClosedInTime() throws IOException {
        try (Served served = Served.start(Served.limits(CONNECTIONS, LONG, LONG, SHORT))) {
            Raw raw = open(served).send(HEALTH);
            raw.head();
            raw.body(16);

            assertThat(raw.isClosedInSilence()).isTrue();
        } finally {
            closeAll();
        }
    }

    private Raw open(Served served) throws IOException {
        Raw raw = Raw.connect(served.server.port());
        opened.add(raw);
        return raw;
    }

    private void closeAll() throws IOException {
        for (Raw raw : opened) {
            raw.close();
        }
    }

    /** Sends single bytes until the server closes the connection. */
    private static void trickle(Raw raw, String one) {
        try {
            while (!Thread.interrupted()) {
                raw.send(one);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (IOException e) {
            // The expected end.
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
