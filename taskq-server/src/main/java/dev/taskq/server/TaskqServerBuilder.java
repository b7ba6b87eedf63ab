package dev.taskq.server;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.server.page.Pages;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes a server. Only the {@linkplain #tokens tokens} must be given. For one thread. */
public final class TaskqServerBuilder {
    private static final int DEFAULT_PORT = 8080;
    private static final int HIGHEST_PORT = 65_535;

    private final Supplier<Optional<Coordinator>> coordinator;
    private Optional<Tokens> tokens = Optional.empty();
    private String host = "0.0.0.0";
    private int port = DEFAULT_PORT;
    private Optional<Integer> internalPort = Optional.empty();
    private boolean internalToken;
    private CorsOrigins corsOrigins = CorsOrigins.NONE;
    private Optional<Integer> grpcPort = Optional.empty();
    private ConnectionLimits connectionLimits = ConnectionLimits.DEFAULTS;
    private CallLimits callLimits = CallLimits.DEFAULTS;
    private Duration grace = CoordinatorConfig.DEFAULTS.grace();
    private Optional<MeterRegistry> meters = Optional.empty();
    private Optional<Supplier<String>> metrics = Optional.empty();
    private Optional<Pages> pages = Optional.empty();

    TaskqServerBuilder(Supplier<Optional<Coordinator>> coordinator) {
        this.coordinator = coordinator;
    }

    /**
     * Sets the tokens that calls need. They must be given.
     *
     * @param value the tokens
     * @return this
     */
    public TaskqServerBuilder tokens(Tokens value) {
        tokens = Optional.of(value);
        return this;
    }

    /**
     * Sets the address on which it listens.
     *
     * @param value an address or a name of this machine; all addresses by default
     * @return this
     */
    public TaskqServerBuilder host(String value) {
        host = value;
        return this;
    }

    /**
     * Sets the port on which it listens for callers.
     *
     * @param value from 0 to 65535; 0 for any free port, 8080 by default
     * @return this
     * @throws IllegalArgumentException if it is out of this range
     */
    public TaskqServerBuilder port(int value) {
        port = checked(value);
        return this;
    }

    /**
     * Serves {@code /metrics} and the description of the API on a port of their own, and no more on the callers' port.
     * {@code /healthz} and {@code /readyz} are then served on both.
     *
     * @param value from 0 to 65535, 0 for any free port; by default there is no such port
     * @return this
     * @throws IllegalArgumentException if it is out of this range
     */
    public TaskqServerBuilder internalPort(int value) {
        internalPort = Optional.of(checked(value));
        return this;
    }

    /**
     * Serves the gRPC API too, on a port of its own and without encryption.
     *
     * @param value from 0 to 65535, 0 for any free port; by default there is no gRPC API
     * @return this
     * @throws IllegalArgumentException if it is out of this range
     */
    public TaskqServerBuilder grpcPort(int value) {
        grpcPort = Optional.of(checked(value));
        return this;
    }

    /**
     * Sets whether {@code /metrics}, the description of the API and the reflection of gRPC need a token with the scope
     * {@link Scope#READ}.
     *
     * @param value whether they need one; false by default
     * @return this
     */
    public TaskqServerBuilder internalToken(boolean value) {
        internalToken = value;
        return this;
    }

    /**
     * Sets the origins of pages whose scripts may call from a browser (CORS).
     *
     * @param value the origins; {@link CorsOrigins#NONE} by default
     * @return this
     */
    public TaskqServerBuilder corsOrigins(CorsOrigins value) {
        corsOrigins = value;
        return this;
    }

    /**
     * Sets the limits on the connections of each port. The internal port has at most 256 connections. The port for gRPC
     * has at most as many open calls as connections.
     *
     * @param value the limits; {@link ConnectionLimits#DEFAULTS} by default
     * @return this
     */
    public TaskqServerBuilder connectionLimits(ConnectionLimits value) {
        connectionLimits = value;
        return this;
    }

    /**
     * Sets the limits on calls. They must suit the coordinator's {@link CoordinatorConfig#mostParamsBytes()}: larger
     * bodies are refused before the coordinator is asked.
     *
     * @param value the limits; {@link CallLimits#DEFAULTS} by default
     * @return this
     */
    public TaskqServerBuilder callLimits(CallLimits value) {
        callLimits = value;
        return this;
    }

    /**
     * Sets how long {@link TaskqServer#close()} waits for calls in progress.
     *
     * @param value zero or more; the coordinator's default by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public TaskqServerBuilder grace(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("grace must not be negative");
        }
        grace = value;
        return this;
    }

    /**
     * Sets where calls and connections are measured: {@code taskq.http.requests} and {@code taskq.http.connections}, and
     * the same with {@code taskq.grpc}. It may be the coordinator's registry.
     *
     * @param value the registry; by default there are no metrics
     * @return this
     */
    public TaskqServerBuilder meterRegistry(MeterRegistry value) {
        meters = Optional.of(value);
        return this;
    }

    /**
     * Sets the content of the page {@code /metrics}, such as {@code registry::scrape} of a Prometheus registry.
     *
     * @param value gives the metrics in Prometheus' text format; called by one thread at a time, at most once a second.
     *     By default the page does not exist
     * @return this
     */
    public TaskqServerBuilder metricsPage(Supplier<String> value) {
        metrics = Optional.of(value);
        return this;
    }

    /**
     * Serves a web console under {@code /console} on the callers' port: {@code Console} of taskq-console.
     *
     * @param value the console; by default there is none
     * @return this
     */
    @SuppressWarnings("exports") // nothing but taskq-console makes one
    public TaskqServerBuilder console(Pages value) {
        pages = Optional.of(value);
        return this;
    }

    /**
     * Makes the server.
     *
     * @return the server, not started
     * @throws IllegalStateException if no tokens were given: without tokens every call would be refused
     */
    public TaskqServer build() {
        return new TaskqServer(new ServerConfig(
                coordinator,
                tokens.orElseThrow(() -> new IllegalStateException("tokens must be given")),
                host,
                port,
                internalPort,
                internalToken,
                corsOrigins,
                grpcPort,
                connectionLimits,
                callLimits,
                grace,
                meters,
                metrics,
                pages));
    }

    private static int checked(int port) {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("a port must be from 0 to " + HIGHEST_PORT);
        }
        return port;
    }
}
