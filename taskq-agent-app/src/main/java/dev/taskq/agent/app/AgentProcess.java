package dev.taskq.agent.app;

import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHandler;
import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentBuilder;
import dev.taskq.agent.AgentConfig;
import dev.taskq.app.AgentSettings;
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
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.server.http.HttpAddress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent with everything that it needs. It answers health checks from its first moment on, also while it waits for
 * Postgres. It is ready when its agent is ready. Its parts are closed in the reverse order: the agent, the queue, the
 * store, HTTP.
 */
final class AgentProcess implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);

    private final CloseStack open = new CloseStack();
    private volatile Optional<HealthServer> health = Optional.empty();
    private volatile Optional<Agent> agent = Optional.empty();

    private AgentProcess() {}

    /**
     * Starts the process. Waits for Postgres, and until a coordinator has made the schema.
     *
     * @param settings its settings
     * @param stop ends the wait early
     * @return the running process
     * @throws InterruptedException if a stop is requested meanwhile
     * @throws dev.taskq.app.BadSettingsException if there is no handler, or one cannot be used
     * @throws dev.taskq.server.CannotListenException if its port is taken
     */
    static AgentProcess start(Settings settings, StopRequest stop) throws InterruptedException {
        AgentProcess process = new AgentProcess();
        try {
            process.run(settings, stop);
            return process;
        } catch (InterruptedException | RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    private void run(Settings settings, StopRequest stop) throws InterruptedException {
        List<TaskHandler<?>> handlers =
                Plugins.load(settings.get(AppSettings.PLUGINS_DIR), AgentProcess.class.getClassLoader());
        AppMetrics metrics = open.push("metrics", AppMetrics.of(settings));
        HealthServer http = open.push(
                "HTTP",
                HealthServer.start(
                        new HttpAddress(settings.get(AppSettings.HTTP_HOST), settings.get(AppSettings.AGENT_HTTP_PORT)),
                        HttpSettings.connectionLimits(settings),
                        this::isHealthy,
                        this::isReady,
                        metrics));
        health = Optional.of(http);
        PostgresTaskStore store = open.push(
                "store",
                Backends.store(Backends.postgres(settings, AppSettings.AGENT_POSTGRES_POOL, App.AGENT), metrics));
        TaskQueue queue = open.push("queue", Backends.queue(settings, metrics));
        StoreWait.until("schema", stop, () -> requireSchema(store));
        AgentConfig config = config(settings);
        // An agent that failed to start stays closed, so each attempt makes a new one.
        agent = Optional.of(open.push(
                "agent",
                StoreWait.until(
                        "session",
                        stop,
                        () -> agent(store, queue, handlers, config, metrics).start())));
        LOG.info("ready name={} slots={} port={}", config.name(), config.slots(), http.port());
    }

    private static Agent agent(
            TaskStore store, TaskQueue queue, List<TaskHandler<?>> handlers, AgentConfig config, AppMetrics metrics) {
        AgentBuilder agent =
                Agent.builder(store).queue(queue).handlers(handlers).config(config);
        metrics.registry().ifPresent(agent::meterRegistry);
        return agent.build();
    }

    static AgentConfig config(Settings settings) {
        String version = settings.get(AgentSettings.VERSION);
        return new AgentConfig(
                Backends.name(settings, App.AGENT),
                Backends.host(),
                settings.get(AgentSettings.SLOTS),
                settings.get(AgentSettings.MEMORY).orElse(AgentConfig.DEFAULTS.memory()),
                settings.get(AgentSettings.GRACE),
                settings.get(AppSettings.PRESET),
                version.isEmpty() ? AgentConfig.DEFAULTS.version() : version,
                settings.get(AgentSettings.STACK_TRACES));
    }

    private static boolean requireSchema(PostgresTaskStore store) {
        if (!store.isMigrated()) {
            throw new StoreUnavailableException(new IllegalStateException(
                    "the schema is missing, or older than this agent; a coordinator of the same version makes it"));
        }
        return true;
    }

    private boolean isReady() {
        return agent.map(Agent::isReady).orElse(false);
    }

    @Override
    public boolean isHealthy() {
        return health.map(HealthServer::isListening).orElse(true)
                && agent.map(Agent::isHealthy).orElse(true);
    }

    @Override
    public void close() {
        open.close();
    }
}
