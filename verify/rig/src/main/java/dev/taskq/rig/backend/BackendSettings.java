package dev.taskq.rig.backend;

import java.util.Map;
import java.util.Optional;

/**
 * The choice of servers. Immutable.
 *
 * @param postgres a running Postgres server; its user must have the right to create databases
 * @param redisUrl a running Redis server, as {@code redis://host:port}
 * @param containers whether to start the other servers in containers instead of from embedded binaries
 * @param postgresImage the image for Postgres
 * @param redisImage the image for Redis
 */
public record BackendSettings(
        Optional<NamedPostgres> postgres,
        Optional<String> redisUrl,
        boolean containers,
        String postgresImage,
        String redisImage) {
    static final String NAME_A_POSTGRES = "set TASKQ_TEST_POSTGRES_URL, TASKQ_TEST_POSTGRES_USER and"
            + " TASKQ_TEST_POSTGRES_PASSWORD to use a server that runs already";
    static final String NAME_A_REDIS = "set TASKQ_TEST_REDIS_URL to use a server that runs already";

    /** Embedded binaries, regardless of the environment. */
    public static final BackendSettings EMBEDDED = from(Map.of());

    /**
     * A running Postgres server.
     *
     * @param url {@code jdbc:postgresql://host:port/database}
     * @param user the user
     * @param password the user's password
     */
    public record NamedPostgres(String url, String user, String password) {}

    /**
     * Reads {@code TASKQ_TEST_POSTGRES_URL}, {@code _USER} (postgres) and {@code _PASSWORD} (empty),
     * {@code TASKQ_TEST_REDIS_URL}, {@code TASKQ_TEST_BACKENDS} ({@code embedded}, the default, or {@code containers}),
     * {@code TASKQ_TEST_POSTGRES_IMAGE} (postgres:17) and {@code TASKQ_TEST_REDIS_IMAGE} (redis:8).
     *
     * @param environment the variables
     * @return the settings
     * @throws BackendUnavailableException if a value cannot be read
     */
    public static BackendSettings from(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        String kind = variables.get("TASKQ_TEST_BACKENDS").orElse("embedded");
        if (!kind.equals("embedded") && !kind.equals("containers")) {
            throw new BackendUnavailableException("TASKQ_TEST_BACKENDS must be embedded or containers, not " + kind);
        }
        Optional<String> postgresUrl = variables.get("TASKQ_TEST_POSTGRES_URL");
        if (postgresUrl.isPresent() && !postgresUrl.get().startsWith("jdbc:postgresql:")) {
            throw new BackendUnavailableException(
                    "TASKQ_TEST_POSTGRES_URL must be of the form jdbc:postgresql://host:port/database");
        }
        return new BackendSettings(
                postgresUrl.map(url -> new NamedPostgres(
                        url,
                        variables.get("TASKQ_TEST_POSTGRES_USER").orElse("postgres"),
                        variables.get("TASKQ_TEST_POSTGRES_PASSWORD").orElse(""))),
                variables.get("TASKQ_TEST_REDIS_URL"),
                kind.equals("containers"),
                variables.get("TASKQ_TEST_POSTGRES_IMAGE").orElse("postgres:17"),
                variables.get("TASKQ_TEST_REDIS_IMAGE").orElse("redis:8"));
    }

    private record Variables(Map<String, String> all) {
        Optional<String> get(String name) {
            return Optional.ofNullable(all.get(name)).filter(value -> !value.isBlank());
        }
    }
}
