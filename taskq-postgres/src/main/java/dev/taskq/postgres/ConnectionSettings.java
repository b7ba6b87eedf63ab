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
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The properties of every connection that taskq opens: {@link Settings}, and time-outs. The time-outs limit how long a
 * vanished host, or a firewall that dropped the connection, can block a call.
 */
final class ConnectionSettings {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSettings.class);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration HEARTBEAT_SOCKET_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** Slightly longer than the longest statement of a migration. */
    private static final Duration MIGRATION_SOCKET_TIMEOUT = Duration.ofSeconds(610);

    private static final Duration MIGRATION_LOGIN_TIMEOUT = Duration.ofSeconds(10);

    private ConnectionSettings() {}

    static DataSource pooled(PostgresConfig config) {
        return dataSource(config, SOCKET_TIMEOUT, Settings.OF_WORK);
    }

    static DataSource forHeartbeats(PostgresConfig config) {
        return new PrimarySource(dataSource(config, HEARTBEAT_SOCKET_TIMEOUT, Settings.OF_WORK));
    }

    static DataSource forMigrations(PostgresConfig config) {
        PGSimpleDataSource source = dataSource(config, MIGRATION_SOCKET_TIMEOUT, Settings.OF_A_MIGRATION);
        source.setLoginTimeout((int) MIGRATION_LOGIN_TIMEOUT.toSeconds());
        return new PrimarySource(source);
    }

    private static PGSimpleDataSource dataSource(PostgresConfig config, Duration socketTimeout, Settings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(config.jdbcUrl());
        source.setUser(config.user());
        source.setPassword(config.password());
        source.setApplicationName(config.applicationName());
        source.setTcpKeepAlive(true);
        source.setConnectTimeout((int) CONNECT_TIMEOUT.toSeconds());
        source.setSocketTimeout((int) socketTimeout.toSeconds());
        if (config.startupOptions()) {
            source.setOptions(withGiven(settings.options(), source.getOptions()));
        } else if (!isGiven(config, PGProperty.PREPARE_THRESHOLD)) {
            // Behind a pooler the next transaction may use another server connection, on which the statement is not
            // prepared.
            source.setPrepareThreshold(0);
        }
        if (source.getServerNames().length > 1 && !isGiven(config, PGProperty.TARGET_SERVER_TYPE)) {
            source.setTargetServerType("primary");
        }
        return source;
    }

    private static String withGiven(String ours, @Nullable String given) {
        return given == null || given.isEmpty() ? ours : ours + " " + given;
    }

    private static boolean isGiven(PostgresConfig config, PGProperty property) {
        return config.jdbcUrl().matches(".*[?&]" + property.getName() + "=.*");
    }

    /** Reads the settings back from the server, since a pooler may have dropped them. */
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
                        + " name = 'array_nulls' and setting <> 'on' or"
                        + " name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'lock_timeout')"
                        + " and setting = '0' order by name")) {
            while (found.next()) {
                missing.add(found.getString("name"));
            }
        }
        return missing;
    }
}
