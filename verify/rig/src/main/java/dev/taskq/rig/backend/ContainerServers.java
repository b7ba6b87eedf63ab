package dev.taskq.rig.backend;

import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Servers in containers, each started on first use. Used by one thread at a time. */
final class ContainerServers implements AutoCloseable {
    private static final int REDIS_PORT = 6379;

    private final BackendSettings settings;
    private @Nullable PostgreSQLContainer postgres;
    private @Nullable GenericContainer<?> redis;

    ContainerServers(BackendSettings settings) {
        this.settings = settings;
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new BackendUnavailableException(
                    "TASKQ_TEST_BACKENDS is containers, but no Docker engine answers: start one, or unset it");
        }
    }

    PostgresBackend.Access postgres() {
        if (postgres == null) {
            PostgreSQLContainer container = new PostgreSQLContainer(
                    DockerImageName.parse(settings.postgresImage()).asCompatibleSubstituteFor("postgres"));
            container.setCommand(
                    "postgres",
                    "-c",
                    PostgresServer.NO_FSYNC,
                    "-c",
                    "max_connections=" + PostgresServer.MAX_CONNECTIONS);
            container.start();
            postgres = container;
        }
        return new PostgresBackend.Access(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
    }

    String redisUri() {
        if (redis == null) {
            GenericContainer<?> container =
                    new GenericContainer<>(DockerImageName.parse(settings.redisImage())).withExposedPorts(REDIS_PORT);
            container.setCommand(
                    "redis-server",
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "everysec",
                    "--maxmemory-policy",
                    "noeviction");
            container.start();
            redis = container;
        }
        return "redis://" + redis.getHost() + ":" + redis.getMappedPort(REDIS_PORT);
    }

    @Override
    public void close() {
        if (postgres != null) {
            postgres.stop();
        }
        if (redis != null) {
            redis.stop();
        }
    }
}
