package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every connection is made with.
 *
 * <p>{@code enable_seqscan} and {@code jit} are off: a plan that was made while a table was empty would go on reading it
 * whole when it is full. The time-outs bound how long a host that vanished, or a firewall that forgot us, can hold anything
 * up.
 */
final class ConnectionSettings {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSettings.class);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration BEAT_SOCKET_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private static final String OPTIONS = "-c enable_seqscan=off -c jit=off -c statement_timeout=5000"
            + " -c idle_in_transaction_session_timeout=2000 -c lock_timeout=3000 -c tcp_user_timeout=5000";

    private ConnectionSettings() {}

    static DataSource pooled(PostgresConfig config) {
        return dataSource(config, SOCKET_TIMEOUT);
    }

    static DataSource forBeats(PostgresConfig config) {
        return dataSource(config, BEAT_SOCKET_TIMEOUT);
    }

    private static DataSource dataSource(PostgresConfig config, Duration socketTimeout) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(config.jdbcUrl());
        source.setUser(config.user());
        source.setPassword(config.password());
        source.setApplicationName(config.applicationName());
        source.setTcpKeepAlive(true);
        source.setConnectTimeout((int) CONNECT_TIMEOUT.toSeconds());
        source.setSocketTimeout((int) socketTimeout.toSeconds());
        if (config.startupOptions()) {
            source.setOptions(withOurs(source.getOptions()));
        }
        return source;
    }

    private static String withOurs(@Nullable String given) {
        return given == null || given.isEmpty() ? OPTIONS : OPTIONS + " " + given;
    }

    /** Reads back what the server made of the settings, which a pooler may have dropped on the way. */
    static void warnOfMissing(Connection connection) throws SQLException {
        List<String> missing = missing(connection);
        if (!missing.isEmpty()) {
            LOG.warn(
                    "connection settings did not reach Postgres: set them by ALTER ROLE, see docs/postgres.md missing={}",
                    missing);
        }
    }

    static List<String> missing(Connection connection) throws SQLException {
        List<String> missing = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select name, setting from pg_settings where"
                        + " name in ('enable_seqscan', 'jit') and setting <> 'off' or"
                        + " name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'lock_timeout')"
                        + " and setting = '0' order by name")) {
            while (found.next()) {
                missing.add(found.getString("name"));
            }
        }
        return missing;
    }
}
