package dev.taskq.rig.backend;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Postgres and one Redis server, each started on first use, and the databases and key prefixes on them.
 * Thread-safe.
 */
public final class BackendServers implements AutoCloseable {
    private final BackendSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Consumer<PostgresBackend>, PostgresBackend> prepared = new HashMap<>();
    private @Nullable PostgresServer postgres;
    private @Nullable RedisServer redis;
    private @Nullable ContainerServers containers;

    /**
     * Creates the object without starting a server.
     *
     * @param settings which servers to use
     */
    public BackendServers(BackendSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes an empty database.
     *
     * @return the database
     * @throws BackendUnavailableException if there is no server
     */
    public PostgresBackend postgres() {
        if (settings.postgres().isPresent()) {
            BackendSettings.NamedPostgres named = settings.postgres().get();
            return PostgresBackend.create(
                    new PostgresBackend.Access(named.url(), named.user(), named.password()), Optional.empty());
        }
        lock.lock();
        try {
            if (settings.containers()) {
                return PostgresBackend.create(containers().postgres(), Optional.empty());
            }
            if (postgres == null) {
                postgres = PostgresServer.startWithoutFsync();
            }
            return PostgresBackend.create(PostgresBackend.Access.of(postgres), Optional.of(postgres));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes a database that was prepared. To copy one is quicker than to prepare it, so the first one of each preparation is prepared, and
     * copied from then on. On a server that runs on, where it would be left behind, each one is prepared.
     *
     * @param preparation prepares an empty database, and leaves no client connected to it; a copy is of the same object, so it is a
     *     constant of the caller
     * @return the database
     * @throws BackendUnavailableException if there is no server
     */
    public PostgresBackend postgres(Consumer<PostgresBackend> preparation) {
        lock.lock();
        try {
            if (settings.postgres().isPresent()) {
                return prepared(preparation);
            }
            PostgresBackend first = prepared.get(preparation);
            if (first == null) {
                first = prepared(preparation);
                prepared.put(preparation, first);
            }
            return first.copy();
        } finally {
            lock.unlock();
        }
    }

    private PostgresBackend prepared(Consumer<PostgresBackend> preparation) {
        PostgresBackend backend = postgres();
        try {
            preparation.accept(backend);
            return backend;
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    /**
     * Creates a new key prefix.
     *
     * @return the prefix and its server
     * @throws BackendUnavailableException if there is no server
     */
    public RedisBackend redis() {
        if (settings.redisUrl().isPresent()) {
            return RedisBackend.create(settings.redisUrl().get(), Optional.empty());
        }
        lock.lock();
        try {
            if (settings.containers()) {
                return RedisBackend.create(containers().redisUri(), Optional.empty());
            }
            if (redis == null) {
                redis = RedisServer.start();
            }
            return RedisBackend.create(redis.uri(), Optional.of(redis));
        } finally {
            lock.unlock();
        }
    }

    private ContainerServers containers() {
        if (containers == null) {
            try {
                containers = new ContainerServers(settings);
            } catch (NoClassDefFoundError e) {
                // Testcontainers is large and optional: most tests start no container.
                throw new BackendUnavailableException(
                        "TASKQ_TEST_BACKENDS is containers, but Testcontainers is not on the class path: add"
                                + " org.testcontainers:testcontainers-postgresql to the tests, or unset it",
                        e);
            }
        }
        return containers;
    }

    /** Ends the started servers. May be called repeatedly. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (postgres != null) {
                postgres.close();
                postgres = null;
                prepared.clear();
            }
            if (redis != null) {
                redis.close();
                redis = null;
            }
            if (containers != null) {
                containers.close();
                containers = null;
                prepared.clear();
            }
        } finally {
            lock.unlock();
        }
    }
}
