package dev.taskq.rig.backend;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;

/** An empty database on a Postgres server, dropped when closed. Thread-safe. */
public final class PostgresBackend implements AutoCloseable {
    private final Access access;
    private final String database;
    private final Optional<PostgresServer> server;

    private PostgresBackend(Access access, String database, Optional<PostgresServer> server) {
        this.access = access;
        this.database = database;
        this.server = server;
    }

    /**
     * The access to a server.
     *
     * @param url the URL of an existing database
     * @param user a user with the right to create databases
     * @param password the user's password
     */
    record Access(String url, String user, String password) {
        static Access of(PostgresServer server) {
            return new Access(server.jdbcUrl(), server.user(), server.password());
        }

        String urlOf(String database) {
            int query = url.indexOf('?');
            String path = query < 0 ? url : url.substring(0, query);
            return path.substring(0, path.lastIndexOf('/') + 1) + database + (query < 0 ? "" : url.substring(query));
        }

        void execute(String statement) {
            try (Connection connection = DriverManager.getConnection(url, user, password);
                    Statement sql = connection.createStatement()) {
                sql.execute(statement);
            } catch (SQLException e) {
                throw new BackendUnavailableException("Postgres at " + url + " refused: " + e.getMessage(), e);
            }
        }
    }

    static PostgresBackend create(Access access, Optional<PostgresServer> server) {
        String database = newName();
        access.execute("CREATE DATABASE " + database);
        return new PostgresBackend(access, database, server);
    }

    /** Another database with the content of this one, of which all clients must have gone. */
    PostgresBackend copy() {
        String copy = newName();
        access.execute("CREATE DATABASE " + copy + " TEMPLATE " + database);
        return new PostgresBackend(access, copy, server);
    }

    private static String newName() {
        return "taskq_" + UUID.randomUUID().toString().replace("-", "");
    }

    /**
     * The address of the database.
     *
     * @return the URL for JDBC, without user and password
     */
    public String jdbcUrl() {
        return access.urlOf(database);
    }

    /**
     * The owner of the database.
     *
     * @return the user's name
     */
    public String user() {
        return access.user();
    }

    /**
     * The user's password.
     *
     * @return the password, which may be empty
     */
    public String password() {
        return access.password();
    }

    /**
     * The server, if it is an embedded one, which can be killed and restarted.
     *
     * @return the server; empty for a server named by settings or in a container
     */
    public Optional<PostgresServer> server() {
        return server;
    }

    /** Drops the database, even if clients are connected to it. May be called repeatedly. */
    @Override
    public void close() {
        access.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }
}
