package dev.taskq.app;

import dev.taskq.TaskQueue;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what the settings say about Postgres, Redis and the process' own name. */
public final class Backends {
    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private Backends() {}

    /**
     * How to reach Postgres.
     *
     * @param settings the settings
     * @param pool the setting of the pool, which the applications have each for themselves
     * @param app by whose name Postgres shows the connections
     * @return the configuration
     */
    public static PostgresConfig postgres(Settings settings, Setting<Integer> pool, App app) {
        return PostgresConfig.of(
                        settings.get(AppSettings.POSTGRES_URL),
                        settings.get(AppSettings.POSTGRES_USER),
                        settings.get(AppSettings.POSTGRES_PASSWORD))
                .withPoolSize(settings.get(pool))
                .withApplicationName(app.program())
                .withOwnHeartbeatConnection(settings.get(AppSettings.POSTGRES_HEARTBEAT_CONNECTION))
                .withStartupOptions(settings.get(AppSettings.POSTGRES_STARTUP_OPTIONS))
                .withSynchronousClaims(settings.get(AppSettings.POSTGRES_SYNCHRONOUS_CLAIMS));
    }

    /**
     * The queue of hints; none, with a log line, where no Redis is given. Redis need not be there yet.
     *
     * @param settings the settings
     * @param metrics where its commands are measured, if they are
     * @return the queue, to be closed
     */
    public static TaskQueue queue(Settings settings, AppMetrics metrics) {
        Optional<RedisConfig> redis = settings.get(AppSettings.REDIS_URL)
                .map(config -> config.withKeyPrefix(settings.get(AppSettings.REDIS_PREFIX)));
        if (redis.isEmpty()) {
            LOG.info("no Redis is given, agents ask Postgres for work");
            return TaskQueue.none();
        }
        return metrics.registry()
                .map(meters -> RedisTaskQueue.open(redis.get(), meters))
                .orElseGet(() -> RedisTaskQueue.open(redis.get()));
    }

    /**
     * The store. Postgres need not be there yet.
     *
     * @param config how to reach Postgres
     * @param metrics where its pool is measured, if it is
     * @return the store, to be closed
     */
    public static PostgresTaskStore store(PostgresConfig config, AppMetrics metrics) {
        return metrics.registry()
                .map(meters -> PostgresTaskStore.open(config, meters))
                .orElseGet(() -> PostgresTaskStore.open(config));
    }

    /**
     * The name of this machine, for people.
     *
     * @return its name, or {@code localhost} where it has none
     */
    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /**
     * The name of this instance, for people.
     *
     * @param settings the settings
     * @param app the application
     * @return the name given, else {@code coordinator@host}
     */
    public static String name(Settings settings, App app) {
        String given = settings.get(AppSettings.NAME);
        return given.isEmpty() ? app.shortName() + "@" + host() : given;
    }
}
