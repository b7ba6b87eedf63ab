package dev.taskq.agent.app;

import dev.taskq.app.CannotStartException;
import dev.taskq.app.HttpAddress;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What a supervisor asks over HTTP: whether the process is sound, and whether it takes tasks. Thread-safe. */
final class HealthServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final WebServer server;

    private HealthServer(WebServer server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param host the address on which it listens
     * @param port the port, 0 for any that is free
     * @param healthy whether the process is sound
     * @param ready whether it takes tasks
     * @return the server
     * @throws CannotStartException if it cannot listen there
     */
    static HealthServer start(String host, int port, BooleanSupplier healthy, BooleanSupplier ready) {
        HttpAddress address = new HttpAddress(host, port);
        address.requireFree();
        WebServer server = WebServer.builder()
                .host(host)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE)
                .routing(routing -> route(routing, healthy, ready))
                .build()
                .start();
        if (!server.isRunning()) {
            throw address.cannotListen("perhaps another process does");
        }
        return new HealthServer(server);
    }

    private static void route(HttpRouting.Builder routing, BooleanSupplier healthy, BooleanSupplier ready) {
        routing.get("/healthz", (request, response) -> answer(response, healthy.getAsBoolean(), "ok", "broken"))
                .get("/readyz", (request, response) -> answer(response, ready.getAsBoolean(), "ready", "not ready"));
    }

    private static void answer(ServerResponse response, boolean well, String ifSo, String ifNot) {
        response.status(well ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send("{\"status\": \"" + (well ? ifSo : ifNot) + "\"}");
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
