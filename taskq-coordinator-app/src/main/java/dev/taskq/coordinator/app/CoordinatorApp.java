package dev.taskq.coordinator.app;

import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
import dev.taskq.app.App;
import dev.taskq.app.AppMetrics;
import dev.taskq.app.AppSettings;
import dev.taskq.app.Backends;
import dev.taskq.app.CloseStack;
import dev.taskq.app.HttpSettings;
import dev.taskq.app.Running;
import dev.taskq.app.Settings;
import dev.taskq.app.StopRequest;
import dev.taskq.app.StoreWait;
import dev.taskq.console.Console;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorBuilder;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.server.CallLimits;
import dev.taskq.server.TaskqServer;
import dev.taskq.server.TaskqServerBuilder;
import dev.taskq.server.Tokens;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator as an application.
 *
 * The order of the start: read the tokens, serve HTTP (not ready yet, so that a port in use is found at once), wait for
 * Postgres, migrate the schema, start the coordinator, become ready. The order of the stop: become not ready, drain
 * HTTP, close the coordinator, close the store and the queue. Thread-safe.
 */
public final class CoordinatorApp implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorApp.class);

    private final CloseStack open;
    private final TaskqServer server;

    private CoordinatorApp(CloseStack open, TaskqServer server) {
        this.open = open;
        this.server = server;
    }

    /**
     * Starts the coordinator.
     *
     * @param settings the settings of a coordinator
     * @param stop ends the wait for Postgres early
     * @return the application, to be closed
     * @throws dev.taskq.app.BadSettingsException if the tokens or the settings of the console cannot be used
     * @throws dev.taskq.server.CannotListenException if it cannot listen
     * @throws InterruptedException if a stop was requested meanwhile
     */
    public static CoordinatorApp start(Settings settings, StopRequest stop) throws InterruptedException {
        CloseStack open = new CloseStack();
        try {
            return start(settings, stop, open);
        } catch (InterruptedException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private static CoordinatorApp start(Settings settings, StopRequest stop, CloseStack open)
            throws InterruptedException {
        Tokens tokens = TokenSettings.read(settings);
        Duration grace = settings.get(AppSettings.COORDINATOR_GRACE);
        PostgresConfig postgres = Backends.postgres(settings, AppSettings.COORDINATOR_POSTGRES_POOL, App.COORDINATOR);
        AppMetrics metrics = open.push("metrics", AppMetrics.of(settings));
        TaskQueue queue = open.push("queue", Backends.queue(settings, metrics));
        TaskStore store = open.push("store", Backends.store(postgres, metrics));
        CoordinatorConfig config = config(settings, grace);
        AtomicReference<Optional<Coordinator>> started = new AtomicReference<>(Optional.empty());
        open.push("coordinator", () -> started.get().ifPresent(Coordinator::close));
        TaskqServer server = open.push("HTTP", server(settings, started::get, tokens, metrics));
        server.start();
        StoreWait.until("migrate", stop, () -> {
            PostgresTaskStore.migrate(postgres);
            return true;
        });
        Coordinator coordinator = StoreWait.until(
                "open a session",
                stop,
                () -> coordinator(store, queue, config, metrics).start());
        started.set(Optional.of(coordinator));
        LOG.info("ready port={} name={}", server.port(), config.name());
        server.grpcPort().ifPresent(port -> LOG.info("gRPC port={}", port));
        return new CoordinatorApp(open, server);
    }

    private static TaskqServer server(
            Settings settings, Supplier<Optional<Coordinator>> coordinator, Tokens tokens, AppMetrics metrics) {
        TaskqServerBuilder server = TaskqServer.builder(coordinator)
                .tokens(tokens)
                .host(settings.get(AppSettings.HTTP_HOST))
                .port(settings.get(AppSettings.COORDINATOR_HTTP_PORT))
                .internalToken(settings.get(AppSettings.HTTP_INTERNAL_TOKEN))
                .corsOrigins(settings.get(AppSettings.HTTP_CORS_ORIGINS))
                .connectionLimits(HttpSettings.connectionLimits(settings))
                .callLimits(CallLimits.forParams(settings.get(AppSettings.PARAMS_MAX_BYTES)))
                .grace(settings.get(AppSettings.COORDINATOR_GRACE));
        if (settings.get(AppSettings.CONSOLE_ENABLED)) {
            server.console(Console.of(ConsoleSettings.read(settings)));
        }
        settings.get(AppSettings.HTTP_INTERNAL_PORT).ifPresent(server::internalPort);
        settings.get(AppSettings.GRPC_PORT).ifPresent(server::grpcPort);
        metrics.registry().ifPresent(server::meterRegistry);
        metrics.page().ifPresent(server::metricsPage);
        return server.build();
    }

    private static Coordinator coordinator(
            TaskStore store, TaskQueue queue, CoordinatorConfig config, AppMetrics metrics) {
        CoordinatorBuilder coordinator = Coordinator.builder(store).queue(queue).config(config);
        metrics.registry().ifPresent(coordinator::meterRegistry);
        return coordinator.build();
    }

    /**
     * The port on which it listens for its callers.
     *
     * @return the port
     */
    public int port() {
        return server.port();
    }

    @Override
    public boolean isHealthy() {
        return server.isHealthy();
    }

    @Override
    public void close() {
        open.close();
    }

    private static CoordinatorConfig config(Settings settings, Duration grace) {
        return CoordinatorConfig.DEFAULTS
                .withName(Backends.name(settings, App.COORDINATOR))
                .withHost(Backends.host())
                .withCandidate(settings.get(AppSettings.LEADER_CANDIDATE))
                .withBacklogLimit(settings.get(AppSettings.BACKLOG_LIMIT))
                .withRetention(settings.get(AppSettings.RETENTION), settings.get(AppSettings.RETENTION_FAILED))
                .withMostParamsBytes(settings.get(AppSettings.PARAMS_MAX_BYTES))
                .withTypesPerCaller(settings.get(AppSettings.TYPES_PER_CALLER))
                .withSchedulesPerCaller(settings.get(AppSettings.SCHEDULES_PER_CALLER))
                .withGrace(grace)
                .withPreset(settings.get(AppSettings.PRESET));
    }
}
