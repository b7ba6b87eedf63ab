package dev.taskq.rig.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.taskq.rig.process.HttpPages.Page;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpPagesTest {
    private volatile int status = 200;

    @Test
    void aPageIsItsStatusAndItsBody() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> {
            try (exchange) {
                byte[] body = "ready".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        URI process = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (HttpPages pages = new HttpPages(TestTimeouts.LONG)) {
            assertThat(pages.get(process.resolve("/readyz"))).isEqualTo(new Page(200, "ready"));
            assertThat(pages.isReady(process)).isTrue();
            status = 503;
            assertThat(pages.isReady(process)).isFalse();
            server.stop(0);
            assertThat(pages.isReady(process)).isFalse();
            assertThatThrownBy(() -> pages.get(process)).isInstanceOf(IOException.class);
        }
    }
}
