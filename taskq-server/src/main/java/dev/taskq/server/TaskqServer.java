package dev.taskq.server;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.grpc.GrpcMetrics;
import dev.taskq.server.grpc.GrpcServer;
import dev.taskq.server.http.HttpAddress;
import dev.taskq.server.http.HttpListener;
import dev.taskq.server.http.HttpMetrics;
import dev.taskq.server.http.SharedBytes;
import dev.taskq.server.rate.RateLimits;
import dev.taskq.server.rest.Api;
import dev.taskq.server.rest.Exposure;
import dev.taskq.server.rest.HttpServer;
import dev.taskq.server.rest.PageRoutes;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.core.instrument.FunctionCounter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Serves the API of a coordinator over HTTP, as the page {@code /openapi.yaml} describes it, and over gRPC if it has a
 * port for it, as the {@code .proto} files in {@code taskq-proto} describe it. The pages {@code /healthz}
 * and {@code /readyz} tell a supervisor whether the coordinator is healthy and can accept tasks.
 *
 * <p>{@link #start()} listens; {@link #close()} stops in order: reports that it is not ready, answers waiting calls at
 * once, accepts no more connections, waits for calls in progress. The coordinator stays open: the program that made it
 * closes it, after the server. Thread-safe.
 */
public final class TaskqServer implements AutoCloseable {
    /** The most connections of the internal port, which serves supervisors and Prometheus. */
    private static final int INTERNAL_CONNECTIONS = 256;

    private final ServerConfig config;
    private final ReentrantLock lifeCycle = new ReentrantLock();
    private Phase phase = Phase.NEW;
    private volatile Optional<Listening> listening = Optional.empty();

    TaskqServer(ServerConfig config) {
        this.config = config;
    }

    private enum Phase {
        NEW,
        STARTED,
        CLOSED
    }

    private record Listening(
            ServerCalls calls, HttpListener callers, Optional<HttpListener> internal, Optional<GrpcServer> grpc) {
        boolean isListening() {
            return callers.isListening()
                    && internal.map(HttpListener::isListening).orElse(true);
        }

        void stop() {
            calls.stopping();
            internal.ifPresent(HttpListener::stop);
            callers.stop();
            grpc.ifPresent(GrpcServer::stop);
        }
    }

    /**
     * Begins to make a server of a coordinator.
     *
     * @param coordinator the coordinator, which is started and closed by the program that made it
     * @return the builder
     */
    public static TaskqServerBuilder builder(Coordinator coordinator) {
        return builder(() -> Optional.of(coordinator));
    }

    /**
     * Begins to make a server of a coordinator that does not exist yet, so that a program can answer a supervisor while
     * it waits for its store. Until there is a coordinator, {@code /healthz} gets 200, and {@code /readyz} and calls
     * about tasks get 503.
     *
     * @param coordinator gives the coordinator once it has started; thread-safe, and asked at each call
     * @return the builder
     */
    public static TaskqServerBuilder builder(Supplier<Optional<Coordinator>> coordinator) {
        return new TaskqServerBuilder(coordinator);
    }

    /**
     * Listens.
     *
     * @return this
     * @throws CannotListenException if it cannot listen on a port; then it is closed, and a new one is needed
     * @throws IllegalStateException if it was started or closed before
     */
    public TaskqServer start() {
        lifeCycle.lock();
        try {
            if (phase != Phase.NEW) {
                throw new IllegalStateException("the server was started or closed before");
            }
            phase = Phase.CLOSED;
            listening = Optional.of(listen());
            phase = Phase.STARTED;
            return this;
        } finally {
            lifeCycle.unlock();
        }
    }

    private Listening listen() {
        Optional<HttpMetrics> metrics = config.meters().map(HttpMetrics::new);
        Optional<HttpRouting.Builder> internal = config.internalPort().map(port -> HttpRouting.builder());
        HttpRouting.Builder routing = HttpRouting.builder();
        Exposure exposure =
                new Exposure(internal, config.internalToken(), config.metrics().map(TaskqServer::page));
        ServerCalls calls = new ServerCalls(config.coordinator(), config.tokens(), config.callLimits());
        config.meters()
                .ifPresent(meters -> FunctionCounter.builder(
                                "taskq.server.rate.limited", calls.rates(), RateLimits::refused)
                        .description("Calls refused because their caller calls too often")
                        .register(meters));
        config.pages().ifPresent(pages -> PageRoutes.mount(routing, calls, metrics, pages));
        Api.mount(routing, calls, metrics, config.corsOrigins(), exposure);
        List<Runnable> stops = new ArrayList<>();
        try {
            HttpListener callers = listen(config.port(), config.connectionLimits(), routing, metrics);
            stops.add(callers::stop);
            ConnectionLimits few = config.connectionLimits().withAtMost(INTERNAL_CONNECTIONS);
            Optional<HttpListener> own =
                    internal.map(routes -> listen(config.internalPort().orElseThrow(), few, routes, metrics));
            own.ifPresent(listener -> stops.add(listener::stop));
            return new Listening(calls, callers, own, config.grpcPort().map(port -> listen(port, calls)));
        } catch (RuntimeException e) {
            stops.forEach(Runnable::run);
            throw e;
        }
    }

    private GrpcServer listen(int port, ServerCalls calls) {
        return GrpcServer.start(
                new HttpAddress(config.host(), port),
                config.grace(),
                config.connectionLimits(),
                calls,
                config.internalToken(),
                config.meters().map(GrpcMetrics::new));
    }

    private HttpListener listen(
            int port, ConnectionLimits limits, HttpRouting.Builder routing, Optional<HttpMetrics> metrics) {
        return HttpServer.start(
                new HttpAddress(config.host(), port), config.grace(), limits, routing, config.corsOrigins(), metrics);
    }

    /** Many scrapers cost no more processor time than one. */
    private static Supplier<byte[]> page(Supplier<String> text) {
        return new SharedBytes(() -> text.get().getBytes(StandardCharsets.UTF_8), System::nanoTime)::get;
    }

    /**
     * The port on which it listens for callers.
     *
     * @return the port
     * @throws IllegalStateException if it was not started
     */
    public int port() {
        return started().callers().port();
    }

    /**
     * The port of {@code /metrics} and the description of the API.
     *
     * @return the port; empty if they are served on the callers' port
     * @throws IllegalStateException if it was not started
     */
    public Optional<Integer> internalPort() {
        return started().internal().map(HttpListener::port);
    }

    /**
     * The port for gRPC.
     *
     * @return the port; empty if gRPC is not served
     * @throws IllegalStateException if it was not started
     */
    public Optional<Integer> grpcPort() {
        return started().grpc().map(GrpcServer::port);
    }

    private Listening started() {
        return listening.orElseThrow(() -> new IllegalStateException("the server was not started"));
    }

    /**
     * Whether it and its coordinator are sound. If it is not, the program must be replaced: a port that was listened on
     * has refused connections for several seconds, or the coordinator is not {@linkplain Coordinator#isHealthy()
     * healthy}.
     *
     * @return whether it is; true before its start and after its end
     */
    public boolean isHealthy() {
        return listening.map(Listening::isListening).orElse(true)
                && config.coordinator().get().map(Coordinator::isHealthy).orElse(true);
    }

    /**
     * Stops, in order, within its grace time. May be called any number of times, also before the start; each call
     * returns when it has stopped.
     */
    @Override
    public void close() {
        lifeCycle.lock();
        try {
            if (phase == Phase.STARTED) {
                started().stop();
            }
            phase = Phase.CLOSED;
        } finally {
            lifeCycle.unlock();
        }
    }
}
