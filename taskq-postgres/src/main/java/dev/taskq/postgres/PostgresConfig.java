package dev.taskq.postgres;

/**
 * How to reach Postgres, and how many connections to use. Immutable; made by {@link #of}, changed by {@code with…} methods.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}; time-outs, application name and start-up options that taskq
 *     needs are added. With several hosts, parted by commas, the one that takes writes is worked on
 * @param user the role
 * @param password its password, perhaps empty; never shown
 * @param poolSize the most connections of the pool, 1 to 1,000; one more is used for heartbeats
 * @param applicationName by which Postgres shows the connections, 1 to 63 characters
 * @param synchronousClaims whether claims and heartbeats wait for the disk, too. Without, a crash of Postgres may forget claims
 *     of its last moments, and those tasks run again
 * @param ownHeartbeatConnection whether heartbeats go over one connection of their own, and every connection holds a shared advisory
 *     lock that shows that this process lives. Without, heartbeats go through the pool, and a death is noticed by silence only: for
 *     poolers in transaction mode, and for fleets of thousands
 * @param startupOptions whether connections are opened with the settings that taskq needs. Without, for poolers that refuse
 *     them, the role must have them ({@code ALTER ROLE … SET}); the start warns of those that are missing.
 *     No statement is kept prepared then, unless the URL has a {@code prepareThreshold}
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

    /** The size of the pool where none is given. */
    public static final int DEFAULT_POOL_SIZE = 8;

    /** The application name where none is given. */
    public static final String DEFAULT_APPLICATION_NAME = "taskq";

    private static final int LARGEST_POOL = 1_000;
    private static final int LONGEST_NAME = 63;

    /** Checks the ranges. */
    public PostgresConfig {
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
     * With everything else by default.
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
     * This configuration with another size of the pool.
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
     * This configuration with claims and heartbeats that wait for the disk, or do not.
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
     * This configuration with heartbeats over a connection of their own, or through the pool.
     *
     * @param own whether they have one of their own
     * @return the new value
     */
    public PostgresConfig withOwnHeartbeatConnection(boolean own) {
        return new PostgresConfig(
                jdbcUrl, user, password, poolSize, applicationName, synchronousClaims, own, startupOptions);
    }

    /**
     * This configuration with the settings sent when a connection is opened, or left to the role.
     *
     * @param sent whether they are sent
     * @return the new value
     */
    public PostgresConfig withStartupOptions(boolean sent) {
        return new PostgresConfig(
                jdbcUrl, user, password, poolSize, applicationName, synchronousClaims, ownHeartbeatConnection, sent);
    }

    /** All but the password; and of the URL not the parameters, among which one may be. */
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
