package dev.taskq.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.server.ConnectionLimits;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Callers that request and do not read their responses block no other caller. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class AnswersNotTakenTest {
    private static final int CONNECTIONS = 8;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final ConnectionLimits FEW = new ConnectionLimits(CONNECTIONS, LONG, LONG, LONG, LONG);
    private static final byte[] LARGE = new byte[3 * 1024 * 1024];

    private final List<Socket> opened = new ArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void closeAll() throws IOException {
        released.countDown();
        for (Socket socket : opened) {
            socket.close();
        }
    }

    @Test
    void answersWithoutProgressGiveWayToNewConnections() throws IOException {
        try (HttpListener listener = start(FEW)) {
            for (int i = 0; i < 5 * CONNECTIONS; i++) {
                send(open(listener), "/large", 20);
            }
            int answered = 0;
            while (answered < 2 * CONNECTIONS) {
                // Refused in the first second: a response may be without progress for that long.
                answered = isAnswered(listener, "/small") ? answered + 1 : 0;
            }

            assertThat(listener.openConnections()).isLessThanOrEqualTo(CONNECTIONS);
            closeAll();
        }
    }

    @Test
    void answerWithoutProgressEnds() throws IOException {
        try (HttpListener listener =
                start(new ConnectionLimits(CONNECTIONS, LONG, LONG, LONG, Duration.ofMillis(300)))) {
            send(open(listener), "/large", 1);
            while (listener.openConnections() == 0) {
                Thread.onSpinWait();
            }
            while (listener.openConnections() > 0) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        }
    }

    @Test
    void slowButSteadyReaderGetsItsWholeAnswer() throws IOException {
        try (HttpListener listener =
                start(new ConnectionLimits(CONNECTIONS, LONG, LONG, LONG, Duration.ofSeconds(2)))) {
            Socket socket = open(listener);
            send(socket, "/large", 1);
            InputStream in = socket.getInputStream();
            long read = 0;
            while (read < LARGE.length) {
                int some = in.readNBytes(32 * 1024).length;
                assertThat(some).isPositive();
                read += some;
                LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
            }
        }
    }

    @Test
    void refusedThatLingerDoNotKeepTheNextFromItsAnswer() throws IOException {
        try (HttpListener listener = start(FEW)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                send(open(listener), "/wait", 1);
            }
            // Each would linger two seconds, sixteen at a time.
            for (int i = 0; i < 600; i++) {
                send(open(listener), "/large", 1);
            }

            assertThat(isAnswered(listener, "/small")).isFalse();
            closeAll();
        }
    }

    @Test
    void healthIsAnsweredWhereThereIsNoRoom() throws IOException {
        try (HttpListener listener = start(FEW)) {
            fill(listener);
            List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < 5 * CONNECTIONS; i++) {
                silent.add(open(listener));
            }
            // Each is handled in a thread of its own: one that came before might else take the place of one that asks.
            for (Socket each : silent) {
                answers(each);
            }

            assertThat(isAnswered(listener, "/healthz")).isTrue();
            assertThat(isAnswered(listener, "/readyz")).isTrue();
            assertThat(isAnswered(listener, "/small")).isFalse();
            closeAll();
        }
    }

    @Test
    void connectionForWhichThereIsNoRoomAsksOnceAndSoon() throws IOException {
        try (HttpListener listener = start(FEW)) {
            fill(listener);

            Socket twice = open(listener);
            send(twice, "/healthz", 2);
            assertThat(answers(twice)).startsWith("HTTP/1.1 200 ").containsOnlyOnce("HTTP/1.1 ");
            assertThat(answers(open(listener))).isEmpty();
            Socket half = open(listener);
            half.getOutputStream().write("GET /heal".getBytes(StandardCharsets.US_ASCII));
            assertThat(answers(half)).startsWith("HTTP/1.1 408 ");
            closeAll();
        }
    }

    /** Occupies all places with requests in progress. */
    private void fill(HttpListener listener) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            send(open(listener), "/wait", 1);
        }
        while (isAnswered(listener, "/small")) {
            // A connection that has not sent its request yet gives way.
            send(open(listener), "/wait", 1);
        }
    }

    private static String answers(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private HttpListener start(ConnectionLimits limits) {
        HttpRouting.Builder routing = HttpRouting.builder()
                .get("/large", (request, response) -> response.send(LARGE))
                .get("/wait", (request, response) -> {
                    released.await();
                    response.send();
                })
                .get("/small", (request, response) -> response.send("ok"))
                .get("/healthz", (request, response) -> response.send("ok"))
                .get("/readyz", (request, response) -> response.send("ok"));
        return HttpListener.start(
                new HttpAddress("127.0.0.1", 0),
                Duration.ofSeconds(1),
                limits,
                routing,
                DirectHandler.defaultHandler(),
                Optional.empty());
    }

    /** A caller with a tiny receive buffer. */
    private Socket open(HttpListener listener) throws IOException {
        Socket socket = new Socket();
        opened.add(socket);
        socket.setReceiveBufferSize(4 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
        return socket;
    }

    private static void send(Socket socket, String path, int times) {
        try {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
                            .repeat(times)
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Closed already, as most of them must be.
        }
    }

    private static boolean isAnswered(HttpListener listener, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            send(socket, path, 1);
            socket.shutdownOutput();
            String answer = answers(socket);
            assertThat(answer).startsWith("HTTP/1.1 ");
            return answer.startsWith("HTTP/1.1 200 ");
        }
    }
}
