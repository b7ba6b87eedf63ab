package dev.taskq.agent.app;

import dev.taskq.app.AppMetrics;
import dev.taskq.server.CannotListenException;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.http.HttpAddress;
import dev.taskq.server.http.HttpListener;
import dev.taskq.server.http.HttpMetrics;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Answers a supervisor over HTTP: whether the process is healthy, whether it takes tasks, and its metrics. Thread-safe. */
final class HealthServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** For supervisors and Prometheus. */
    private static final int CONNECTIONS = 256;

    private static final Set<String> ROUTES = Set.of("/healthz", "/readyz", "/metrics");

    private final HttpListener listener;

    private HealthServer(HttpListener listener) {
        this.listener = listener;
    }

    /**
     * Starts the server.
     *
     * @param address the address on which it listens; port 0 for any free port
     * @param limits the limits for callers
     * @param healthy whether the process is healthy
     * @param ready whether it takes tasks
     * @param metrics the metrics that are served under {@code /metrics}; they also measure the calls
     * @return the server
     * @throws CannotListenException if it cannot listen on the address
     */
    static HealthServer start(
            HttpAddress address,
            ConnectionLimits limits,
            BooleanSupplier healthy,
            BooleanSupplier ready,
            AppMetrics metrics) {
        HttpRouting.Builder routing = HttpRouting.builder();
        route(routing, healthy, ready, metrics);
        return new HealthServer(HttpListener.start(
                address,
                GRACE,
                limits.withAtMost(CONNECTIONS),
                routing,
                DirectHandler.defaultHandler(),
                metrics.http()));
    }

    private static void route(
            HttpRouting.Builder routing, BooleanSupplier healthy, BooleanSupplier ready, AppMetrics metrics) {
        metrics.http()
                .ifPresent(http -> routing.addFilter((chain, request, response) -> {
                    long begun = System.nanoTime();
                    chain.proceed();
                    http.answered(
                            request.prologue().method().text(),
                            routeOf(request.path().path()),
                            response.status().code(),
                            Duration.ofNanos(System.nanoTime() - begun));
                }));
        if (metrics.isOn()) {
            routing.get(
                    "/metrics",
                    (request, response) -> response.header(HeaderNames.CONTENT_TYPE, HttpMetrics.CONTENT_TYPE)
                            .header(HeaderNames.CACHE_CONTROL, "no-store")
                            .send(metrics.scrape().orElseThrow()));
        }
        routing.get("/healthz", (request, response) -> answer(response, healthy.getAsBoolean(), "ok", "broken"))
                .get("/readyz", (request, response) -> answer(response, ready.getAsBoolean(), "ready", "not ready"))
                // Last. The server's own answer would be counted a second time.
                .any((request, response) ->
                        response.status(Status.NOT_FOUND_404).send());
    }

    private static String routeOf(String path) {
        return ROUTES.contains(path) ? path : HttpMetrics.NO_ROUTE;
    }

    private static void answer(ServerResponse response, boolean well, String ifSo, String ifNot) {
        response.status(well ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send("{\"status\": \"" + (well ? ifSo : ifNot) + "\"}");
    }

    /** Whether it listens. If it does not listen any more, the process must be replaced. */
    boolean isListening() {
        return listener.isListening();
    }

    int port() {
        return listener.port();
    }

    @Override
    public void close() {
        listener.stop();
    }
}
