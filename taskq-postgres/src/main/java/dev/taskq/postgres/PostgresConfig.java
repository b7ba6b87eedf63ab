package dev.taskq.postgres;

import java.util.Objects;

/**
 * How to reach Postgres, and how many connections to use. Immutable; made by {@link #of}, changed by {@code with…} methods.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}; taskq adds the time-outs, application name and start-up
 *     options that it needs. If it lists several hosts, separated by commas, the one that accepts writes is used
 * @param user the role
 * @param password its password, which may be empty; never shown
 * @param poolSize the most connections of the pool, 1 to 1,000; heartbeats use one more
 * @param applicationName the name of the connections in Postgres, 1 to 63 characters
 * @param synchronousClaims whether claims and heartbeats also wait for the disk. If not, a crash of Postgres may lose
 *     claims of the last moments before it, and those tasks run again
 * @param ownHeartbeatConnection whether heartbeats have a connection of their own, and every connection holds a shared
 *     advisory lock that shows that this process is alive. If not, heartbeats use the pool, and a death is detected
 *     only by missing heartbeats. Use that behind poolers in transaction mode, and for fleets of thousands
 * @param startupOptions whether connections are opened with the settings that taskq needs. If not, for poolers that
 *     refuse them, the role must have them ({@code ALTER ROLE … SET}). The start logs a warning for each missing
 *     setting. No statement is then kept prepared, unless the URL has a {@code prepareThreshold}
 */
public record PostgresConfig(
        String jdbcUrl,
        String user,
        String password,
        int poolSize,
        String applicationName,
        boolean synchronousClaims,
        boolean ownHeartbeatConnection,
        boolean startupOptions) {

    /** The default size of the pool. */
    public static final int DEFAULT_POOL_SIZE = 8;

    /** The default application name. */
    public static final String DEFAULT_APPLICATION_NAME = "taskq";

    private static final int LARGEST_POOL = 1_000;
    private static final int LONGEST_NAME = 63;

    /** Checks the ranges. */
    public PostgresConfig {
        // The value of a variable that is not set.
        Objects.requireNonNull(jdbcUrl, "the URL is missing");
        Objects.requireNonNull(user, "the user is missing");
        Objects.requireNonNull(password, "the password is missing");
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("the URL must begin with jdbc:postgresql:");
        }
        if (user.isEmpty()) {
            throw new IllegalArgumentException("the user must not be empty");
        }
        if (poolSize < 1 || poolSize > LARGEST_POOL) {
            throw new IllegalArgumentException("the pool size must be between 1 and " + LARGEST_POOL);
        }
        if (applicationName.isEmpty() || applicationName.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("the application name must have 1 to " + LONGEST_NAME + " characters");
        }
    }

    /**
     * A configuration with defaults.
     *
     * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
     * @param user the role
     * @param password its password
     * @return the configuration
     */
    public static PostgresConfig of(String jdbcUrl, String user, String password) {
        return new PostgresConfig(
                jdbcUrl, user, password, DEFAULT_POOL_SIZE, DEFAULT_APPLICATION_NAME, false, true, true);
    }

    /**
     * This configuration with another pool size.
     *
     * @param connections 1 to 1,000
     * @return the new value
     */
    public PostgresConfig withPoolSize(int connections) {
        return new PostgresConfig(
                jdbcUrl,
                user,
                password,
                connections,
                applicationName,
                synchronousClaims,
                ownHeartbeatConnection,
                startupOptions);
    }

    /**
     * This configuration with another application name.
     *
     * @param name 1 to 63 characters
     * @return the new value
     */
    public PostgresConfig withApplicationName(String name) {
        return new PostgresConfig(
                jdbcUrl, user, password, poolSize, name, synchronousClaims, ownHeartbeatConnection, startupOptions);
    }

    /**
     * This configuration with claims and heartbeats that do or do not wait for the disk.
     *
     * @param synchronous whether they wait
     * @return the new value
     */
    public PostgresConfig withSynchronousClaims(boolean synchronous) {
        return new PostgresConfig(
                jdbcUrl,
                user,
                password,
                poolSize,
                applicationName,
                synchronous,
                ownHeartbeatConnection,
                startupOptions);
    }

    /**
     * This configuration with heartbeats on a connection of their own, or on the pool.
     *
     * @param own whether they have one of their own
     * @return the new value
     */
    public PostgresConfig withOwnHeartbeatConnection(boolean own) {
        return new PostgresConfig(
                jdbcUrl, user, password, poolSize, applicationName, synchronousClaims, own, startupOptions);
    }

    /**
     * This configuration with settings that are sent when a connection is opened, or left to the role.
     *
     * @param sent whether they are sent
     * @return the new value
     */
    public PostgresConfig withStartupOptions(boolean sent) {
        return new PostgresConfig(
                jdbcUrl, user, password, poolSize, applicationName, synchronousClaims, ownHeartbeatConnection, sent);
    }

    /** Leaves out the password, and the parameters of the URL, which may contain one. */
    @Override
    public String toString() {
        int parameters = jdbcUrl.indexOf('?');
        return "PostgresConfig[jdbcUrl=" + (parameters < 0 ? jdbcUrl : jdbcUrl.substring(0, parameters))
                + ", user=" + user
                + ", poolSize=" + poolSize
                + ", applicationName=" + applicationName
                + ", synchronousClaims=" + synchronousClaims
                + ", ownHeartbeatConnection=" + ownHeartbeatConnection
                + ", startupOptions=" + startupOptions + "]";
    }
}
