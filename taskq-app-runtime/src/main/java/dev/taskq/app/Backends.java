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

/** Creates the clients of Postgres and Redis, and the name of the instance, from the settings. */
public final class Backends {
    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private Backends() {}

    /**
     * The configuration of the Postgres store.
     *
     * @param settings the settings
     * @param pool the setting of the pool's size, which differs between the applications
     * @param app the application; Postgres shows its name on the connections
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
     * The queue of hints. Without a Redis address there is none, which is logged. Redis need not be reachable yet.
     *
     * @param settings the settings
     * @param metrics where its commands are measured, if metrics are on
     * @return the queue, to be closed
     */
    public static TaskQueue queue(Settings settings, AppMetrics metrics) {
        Optional<RedisConfig> redis = settings.get(AppSettings.REDIS_URL)
                .map(config -> config.withKeyPrefix(settings.get(AppSettings.REDIS_PREFIX)));
        if (redis.isEmpty()) {
            LOG.info("no Redis is configured, agents poll Postgres for work");
            return TaskQueue.none();
        }
        return metrics.registry()
                .map(meters -> RedisTaskQueue.open(redis.get(), meters))
                .orElseGet(() -> RedisTaskQueue.open(redis.get()));
    }

    /**
     * The store. Postgres need not be reachable yet.
     *
     * @param config how to reach Postgres
     * @param metrics where its pool is measured, if metrics are on
     * @return the store, to be closed
     */
    public static PostgresTaskStore store(PostgresConfig config, AppMetrics metrics) {
        return metrics.registry()
                .map(meters -> PostgresTaskStore.open(config, meters))
                .orElseGet(() -> PostgresTaskStore.open(config));
    }

    /**
     * The name of this machine, for display.
     *
     * @return its name, or {@code localhost} if it has none
     */
    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /**
     * The name of this instance, for display.
     *
     * @param settings the settings
     * @param app the application
     * @return the name given, otherwise {@code coordinator@host}
     */
    public static String name(Settings settings, App app) {
        String given = settings.get(AppSettings.NAME);
        return given.isEmpty() ? app.shortName() + "@" + host() : given;
    }
}
