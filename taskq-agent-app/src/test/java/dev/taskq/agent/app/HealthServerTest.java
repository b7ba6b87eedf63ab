package dev.taskq.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.app.AppMetrics;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.http.HttpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every call is counted, once, those too that come to no route. */
class HealthServerTest {
    static final ConnectionLimits LIMITS =
            ConnectionLimits.DEFAULTS.withConnections(100).withHead(Duration.ofSeconds(30));

    @ParameterizedTest
    @CsvSource({
        "200, GET, /healthz, 'GET /healthz HTTP/1.1|Host: localhost||'",
        "503, GET, /readyz, 'GET /readyz HTTP/1.1|Host: localhost||'",
        "200, GET, /metrics, 'GET /metrics HTTP/1.1|Host: localhost||'",
        "404, GET, other, 'GET /nowhere HTTP/1.1|Host: localhost||'",
        "400, OTHER, other, 'NONSENSE||'",
        "400, GET, other, 'GET /healthz HTTP/1.1||'"
    })
    void everyCallIsCountedOnce(int code, String method, String route, String request) throws IOException {
        try (AppMetrics metrics = AppMetrics.on();
                HealthServer server =
                        HealthServer.start(new HttpAddress("127.0.0.1", 0), LIMITS, () -> true, () -> false, metrics)) {
            assertThat(exchange(server, request.replace("|", "\r\n"))).startsWith("HTTP/1.1 " + code + " ");

            assertThat(counted(metrics)).containsExactly(method + " " + route + " " + code + " 1");
        }
    }

    private static List<String> counted(AppMetrics metrics) {
        return metrics.registry().orElseThrow().get("taskq.http.requests").timers().stream()
                .map(timer -> String.join(
                        " ",
                        timer.getId().getTag("method"),
                        timer.getId().getTag("route"),
                        timer.getId().getTag("code"),
                        Long.toString(timer.count())))
                .toList();
    }

    private static String exchange(HealthServer server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
