package dev.taskq.postgres;

import javax.sql.DataSource;

/**
 * How taskq uses the application's connections. Immutable; made by {@link #of}, changed by {@code with…} methods.
 *
 * @param dataSource lends connections to Postgres. taskq never closes it. Its connections must not be in a transaction
 *     of the application, because taskq commits: so it must not be a proxy that takes part in the thread's transaction
 * @param mostConnections the most connections that taskq borrows at the same time, 2 to 1,000. The pool must have as
 *     many free for taskq, otherwise heartbeats are late
 * @param synchronousClaims whether claims and heartbeats also wait for the disk, see
 *     {@link PostgresConfig#synchronousClaims()}
 */
public record DataSourceConfig(DataSource dataSource, int mostConnections, boolean synchronousClaims) {
    /** The default of the most connections that are borrowed at the same time. */
    public static final int DEFAULT_MOST_CONNECTIONS = 6;

    private static final int FEWEST = 2;
    private static final int MOST = 1_000;

    /** Checks the range. */
    public DataSourceConfig {
        if (mostConnections < FEWEST || mostConnections > MOST) {
            throw new IllegalArgumentException("the most connections must be between " + FEWEST + " and " + MOST);
        }
    }

    /**
     * A configuration with defaults.
     *
     * @param dataSource lends connections
     * @return the configuration
     */
    public static DataSourceConfig of(DataSource dataSource) {
        return new DataSourceConfig(dataSource, DEFAULT_MOST_CONNECTIONS, false);
    }

    /**
     * This configuration with another limit on connections.
     *
     * @param connections 2 to 1,000
     * @return the new value
     */
    public DataSourceConfig withMostConnections(int connections) {
        return new DataSourceConfig(dataSource, connections, synchronousClaims);
    }

    /**
     * This configuration with claims and heartbeats that do or do not wait for the disk.
     *
     * @param synchronous whether they wait
     * @return the new value
     */
    public DataSourceConfig withSynchronousClaims(boolean synchronous) {
        return new DataSourceConfig(dataSource, mostConnections, synchronous);
    }
}
