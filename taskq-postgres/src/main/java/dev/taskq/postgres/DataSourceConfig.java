package dev.taskq.postgres;

import javax.sql.DataSource;

/**
 * How taskq works on connections that the application has. Immutable; made by {@link #of}, changed by {@code with…} methods.
 *
 * @param dataSource lends connections to Postgres. It is never closed by taskq. Each connection must be free of a transaction of
 *     the application's, for taskq commits: so no proxy that takes part in the transaction of the thread
 * @param mostConnections how many taskq borrows at the same time, at most, 2 to 1,000. The pool needs as many free for taskq, or
 *     heartbeats come late
 * @param synchronousClaims whether claims and heartbeats wait for the disk, too, see {@link PostgresConfig#synchronousClaims()}
 */
public record DataSourceConfig(DataSource dataSource, int mostConnections, boolean synchronousClaims) {
    /** How many connections are borrowed at the same time, at most, where no number is given. */
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
     * With everything else by default.
     *
     * @param dataSource lends connections
     * @return the configuration
     */
    public static DataSourceConfig of(DataSource dataSource) {
        return new DataSourceConfig(dataSource, DEFAULT_MOST_CONNECTIONS, false);
    }

    /**
     * This configuration with another bound on connections.
     *
     * @param connections 2 to 1,000
     * @return the new value
     */
    public DataSourceConfig withMostConnections(int connections) {
        return new DataSourceConfig(dataSource, connections, synchronousClaims);
    }

    /**
     * This configuration with claims and heartbeats that wait for the disk, or do not.
     *
     * @param synchronous whether they wait
     * @return the new value
     */
    public DataSourceConfig withSynchronousClaims(boolean synchronous) {
        return new DataSourceConfig(dataSource, mostConnections, synchronous);
    }
}
