package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.server.Hashes;
import dev.taskq.server.Tokens;
import dev.taskq.server.call.ByteBudget;
import dev.taskq.server.call.ProblemException;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of bodies and responses in memory are limited, and the limit leaves room for small ones. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HeldBytesTest {
    private static final int MEGABYTE = 1024 * 1024;
    private static final String BATCH = "POST /v1/tasks:batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + Served.SUBMITTER + "\r\nContent-Type: application/json\r\n";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void largeBodiesThatAreHeldBackRefuseFurtherOnesAndNoSmallOne(boolean chunked) throws Exception {
        List<Raw> heldBack = new ArrayList<>();
        try (Served served = Served.start(Served.API_LIMITS.withHeldBytes(8 * MEGABYTE))) {
            String head = BATCH
                    + (chunked ? "Transfer-Encoding: chunked\r\n\r\n200000\r\n" : "Content-Length: 2097152\r\n\r\n");
            for (int i = 0; i < 12; i++) {
                Raw raw = Raw.connect(served.server.port());
                heldBack.add(raw);
                raw.send(head);
                try {
                    raw.send(" ".repeat(2 * MEGABYTE - 1));
                } catch (IOException e) {
                    // Refused while it was sent.
                }
            }
            // The others have no answer, since their bytes are held.
            Eventually.until(
                    TestTimeouts.LONG,
                    () -> heldBack.stream().filter(Raw::hasAnswer).count() >= 9);
            for (Raw raw : heldBack) {
                if (raw.hasAnswer()) {
                    assertThat(raw.head()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
                }
            }

            assertThat(served.post("/v1/tasks", "{\"type\":\"good\"}").status()).isEqualTo(201);
            Reply large = served.post("/v1/tasks:batch", " ".repeat(2 * MEGABYTE));
            assertThat(large.status()).isEqualTo(503);
            assertThat(large.problem()).isEqualTo("not-accepted");
            closeAll(heldBack);
        }
    }

    @Test
    void bodyThatIsNotReadOrTooLargeNeedsNoRoom() throws IOException {
        String told = "Host: x\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n"
                + "Authorization: Bearer " + Served.ADMIN + "\r\n\r\n";
        try (Served served = Served.start(Served.API_LIMITS.withHeldBytes(MEGABYTE));
                Raw heldBack = Raw.connect(served.server.port())) {
            heldBack.send(BATCH + "Content-Length: " + MEGABYTE + "\r\nExpect: 100-continue\r\n\r\n");
            assertThat(heldBack.head()).as("its bytes are held").startsWith("HTTP/1.1 100 ");
            assertThat(served.post("/v1/tasks:batch", " ".repeat(MEGABYTE)).status())
                    .isEqualTo(503);

            for (String path : List.of("/v1/tasks", "/v1/tasks:batch", "/v1/tasks/1:cancel", "/v1/types/good:pause")) {
                assertThat(Raw.exchange(served.server.port(), "POST " + path + " HTTP/1.1\r\n" + told))
                        .startsWith("HTTP/1.1 413 ")
                        .containsIgnoringCase("Connection: close");
            }
            for (String method : List.of("GET", "HEAD")) {
                assertThat(Raw.exchange(served.server.port(), method + " /v1/tasks HTTP/1.1\r\n" + told))
                        .startsWith("HTTP/1.1 200 ")
                        .containsIgnoringCase("Connection: close");
            }
        }
    }

    @Test
    void whatWasHeldIsGivenBack() {
        try (Served served = Served.start(Served.API_LIMITS.withHeldBytes(MEGABYTE))) {
            String task = "{\"type\":\"good\",\"params\":{\"a\":\"" + "x".repeat(200_000) + "\"}}";
            for (int i = 0; i < 20; i++) {
                assertThat(served.post("/v1/tasks", task).status()).isEqualTo(201);
                assertThat(served.post("/v1/tasks", "x".repeat(200_000)).status())
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void largeAnswersThatAreNotTakenRefuseFurtherOnesAndNoSmallOne() throws IOException {
        List<Raw> slow = new ArrayList<>();
        Tokens tokens = Tokens.of(Served.TOKENS + "\nlimited read " + Hashes.of("limited") + " rate=1000000/s");
        try (Served served = Served.start(Served.API_LIMITS.withHeldBytes(MEGABYTE), tokens)) {
            long id = served.submit("{\"type\":\"good\",\"params\":{\"a\":\"" + "x".repeat(200_000) + "\"}}");
            String get = "GET /v1/tasks/" + id + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Served.ADMIN
                    + "\r\n\r\n";
            Reply reply;
            do {
                // One more each time, since an answer that is not taken ends after a while.
                Raw raw = Raw.connectWithoutRoom(served.server.port());
                slow.add(raw);
                raw.send(get.repeat(100));
                reply = served.send("GET", "/v1/tasks/" + id, Optional.empty(), "Authorization", "Bearer limited");
            } while (reply.status() != 503);

            assertThat(reply.problem()).isEqualTo("not-accepted");
            assertThat(reply.header("RateLimit")).isNotEmpty();
            assertThat(reply.header("RateLimit-Policy")).isNotEmpty();
            assertThat(served.get("/v1/tasks").status()).isEqualTo(200);
            assertThat(served.post("/v1/tasks/" + id + ":cancel").status()).isEqualTo(200);
            closeAll(slow);
        }
    }

    /** Closed before the server stops, since the stop waits for calls in progress. */
    private static void closeAll(List<Raw> connections) throws IOException {
        for (Raw connection : connections) {
            connection.close();
        }
    }

    @Test
    void oneAlwaysFits() {
        ByteBudget budget = new ByteBudget(1_000, "bytes");

        ByteBudget.Share share = budget.take(50_000_000);

        assertThatThrownBy(() -> budget.take(1)).isInstanceOf(ProblemException.class);
        share.giveBack();
        share.giveBack();
        assertThat(budget.used()).isZero();
        assertThat(budget.take(1_000)).isNotNull();
    }

    @Test
    void besideALengthBeyondAllBoundsNothingFits() {
        ByteBudget budget = new ByteBudget(1_000, "bytes");
        ByteBudget.Share share = budget.take(Long.MAX_VALUE);

        assertThatThrownBy(() -> budget.take(1)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> budget.take(Long.MAX_VALUE)).isInstanceOf(ProblemException.class);
        share.giveBack();
        assertThat(budget.used()).isZero();
    }

    @Test
    void partIsBoundedByItselfAndByTheWhole() {
        ByteBudget whole = new ByteBudget(1_000, "bytes");
        ByteBudget one = whole.part(600, "bytes of one");
        ByteBudget.Share first = one.take(500);

        assertThatThrownBy(() -> one.take(200)).hasMessageContaining("bytes of one");
        assertThat(whole.used()).isEqualTo(500);
        ByteBudget.Share other = whole.part(600, "bytes of another").take(450);
        assertThatThrownBy(() -> one.take(100)).hasMessageContaining("of bytes are held");
        assertThat(one.used()).isEqualTo(500);
        first.giveBack();
        first.giveBack();
        assertThat(one.used()).isZero();
        assertThat(whole.used()).isEqualTo(450);
        other.giveBack();
        assertThat(whole.used()).isZero();
    }

    @Test
    void lengthThatIsNotToldIsTakenAsItComes() throws IOException {
        ByteBudget budget = new ByteBudget(1_000_000, "bytes");
        ByteBudget.Share other = budget.take(600_000);
        ByteBudget.Share share = budget.nothing();
        InputStream in = share.counting(new ByteArrayInputStream(new byte[200_000]));

        in.readNBytes(100_000);

        assertThat(budget.used()).isBetween(700_000L, 720_000L);
        assertThatThrownBy(in::readAllBytes).isInstanceOf(ProblemException.class);
        share.giveBack();
        assertThat(budget.used()).isEqualTo(600_000);
        other.giveBack();
    }
}
