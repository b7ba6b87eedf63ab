package dev.taskq.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers nothing before the warm-up's time is over. */
class WarmUpTest {
    private static final Duration LENGTH = Duration.ofMillis(200);
    private static final int CALLERS = 32;

    private final AtomicInteger calls = new AtomicInteger();
    /** When the first call came, which is after the warm-up began. */
    private final AtomicLong first = new AtomicLong();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            calls.incrementAndGet();
            first.compareAndSet(0, System.nanoTime());
            long answerAt = first.get() + LENGTH.toNanos();
            for (long wait = LENGTH.toNanos(); wait > 0; wait = answerAt - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            byte[] body = "{\"id\":1,\"status\":\"queued\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void callerWithoutAResponseStopsCalling() {
        Target target =
                new Target(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "token", true, List.of());
        try (Coordinator coordinator = new Coordinator(target, "load", Map.of())) {
            // Ten thousand calls would be due.
            new WarmUp(coordinator, Rate.parse("50000/s")).run(LENGTH);
        }

        assertThat(calls).hasValue(CALLERS);
    }
}
