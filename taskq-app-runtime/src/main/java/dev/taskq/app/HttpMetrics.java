package dev.taskq.app;

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
 * How long HTTP calls take, by route and status code (a route's template, never the path that was asked for), and how many
 * connections are open. Thread-safe.
 */
public final class HttpMetrics {
    /** The route of all paths that are none. */
    public static final String NO_ROUTE = "other";

    private static final String OTHER_METHOD = "OTHER";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Duration[] BOUNDS = DoubleStream.of(
                    1, 2.5, 5, 10, 25, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000, 60_000)
            .mapToObj(millis -> Duration.ofNanos((long) (millis * 1e6)))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

    HttpMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Answered(String method, String route, int code) {}

    /**
     * A call was answered.
     *
     * @param method its method, whatever the caller made of it
     * @param route one of the application's route templates, or {@link #NO_ROUTE}
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
     * A call was answered that never came to a route, because it is not what the server takes for HTTP. It counts as having
     * taken no time: nobody knows when it began.
     *
     * @param method its method, whatever the caller made of it; empty where it was not understood
     * @param code the status code
     */
    public void refused(String method, int code) {
        answered(method, NO_ROUTE, code, Duration.ZERO);
    }

    /**
     * Shows how many connections of a port are open.
     *
     * @param port the port that is listened on
     * @param open gives the number, at any time
     * @param most how many may be open
     */
    public void connections(int port, IntSupplier open, int most) {
        Tags tags = Tags.of("port", Integer.toString(port));
        Gauge.builder("taskq.http.connections", open::getAsInt)
                .description("Open HTTP connections")
                .tags(tags)
                .register(registry);
        Gauge.builder("taskq.http.connections.max", () -> most)
                .description("The most HTTP connections that may be open")
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
