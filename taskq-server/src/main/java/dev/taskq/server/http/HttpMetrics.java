package dev.taskq.server.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.stream.DoubleStream;

/**
 * Measures HTTP calls by route and status code, and counts open connections. A route is its template, never the
 * requested path. Thread-safe.
 */
public final class HttpMetrics {
    /** The content type of a scrape: Prometheus' text format. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** The route of all paths without a route. */
    public static final String NO_ROUTE = "other";

    private static final String OTHER_METHOD = "OTHER";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Duration[] BOUNDS = DoubleStream.of(
                    1, 2.5, 5, 10, 25, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000, 60_000)
            .mapToObj(millis -> Duration.ofNanos((long) (millis * 1e6)))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

    /**
     * Measures into a registry.
     *
     * @param registry the registry
     */
    public HttpMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * The upper bounds of the buckets in which the durations of calls are counted.
     *
     * @return the bounds, ascending
     */
    public static Duration[] bounds() {
        return BOUNDS.clone();
    }

    private record Answered(String method, String route, int code) {}

    /**
     * Records a call that was answered.
     *
     * @param method its method, as the caller sent it
     * @param route one of the server's route templates, or {@link #NO_ROUTE}
     * @param code the status code
     * @param took how long it took
     */
    public void answered(String method, String route, int code, Duration took) {
        Answered key = new Answered(METHODS.contains(method) ? method : OTHER_METHOD, route, code);
        Timer known = timers.get(key);
        Timer timer = known != null ? known : timers.computeIfAbsent(key, this::timer);
        timer.record(took);
    }

    /**
     * Records a call that was answered before it reached a route because it is not valid HTTP. Its duration counts as
     * zero, since the time of its begin is unknown.
     *
     * @param method its method, as the caller sent it; empty if it was not understood
     * @param code the status code
     */
    public void refused(String method, int code) {
        answered(method, NO_ROUTE, code, Duration.ZERO);
    }

    /**
     * Registers the number of open connections of a port.
     *
     * @param port the port
     * @param open gives the number, at any time
     * @param most the most connections that may be open
     */
    public void connections(int port, IntSupplier open, int most) {
        Tags tags = Tags.of("port", Integer.toString(port));
        Gauge.builder("taskq.http.connections", open::getAsInt)
                .description("Open HTTP connections")
                .tags(tags)
                .register(registry);
        Gauge.builder("taskq.http.connections.max", () -> most)
                .description("Maximum of open HTTP connections")
                .tags(tags)
                .register(registry);
    }

    private Timer timer(Answered key) {
        return Timer.builder("taskq.http.requests")
                .description("HTTP calls")
                .tags("method", key.method(), "route", key.route(), "code", Integer.toString(key.code()))
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }
}
