package dev.taskq.server.grpc;

import com.google.rpc.Code;
import dev.taskq.server.http.HttpMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** Measures gRPC calls by method and code, and counts open connections. Thread-safe. */
public final class GrpcMetrics {
    private final MeterRegistry registry;
    private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

    /**
     * Measures into a registry.
     *
     * @param registry the registry
     */
    public GrpcMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Answered(String method, Code code) {}

    /**
     * Records a call that was answered, up to its answer: the time to send it depends on the caller.
     *
     * @param method the full name of its method, such as {@code taskq.v1.TaskService/Submit}
     */
    void answered(String method, Code code, Duration took) {
        timers.computeIfAbsent(new Answered(method, code), this::timer).record(took);
    }

    void connections(IntSupplier open, int most) {
        Gauge.builder("taskq.grpc.connections", open::getAsInt)
                .description("Open gRPC connections")
                .register(registry);
        Gauge.builder("taskq.grpc.connections.max", () -> most)
                .description("Maximum of open gRPC connections")
                .register(registry);
    }

    private Timer timer(Answered answered) {
        return Timer.builder("taskq.grpc.requests")
                .description("gRPC calls")
                .tag("method", answered.method())
                .tag("code", answered.code().name())
                .serviceLevelObjectives(HttpMetrics.bounds())
                .register(registry);
    }
}
