package dev.taskq.chaos;

import dev.taskq.rig.backend.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The run's own connections to the database. They avoid all proxies and use a superuser, for which Postgres reserves
 * connections. A fault that strikes while another one keeps Postgres away waits for a connection. Thread-safe.
 */
final class Database {
    /** The role that the members use. It is not a superuser, so that idle connections can use up its connections. */
    static final String ROLE = "taskq";

    /** The role that the applications use. It owns their schema, and has the rights of a role that submits. */
    static final String SHOP = "shop";

    private static final String NAME = "taskq";
    private static final Duration LONGEST_AWAY = Duration.ofSeconds(40);
    private static final Duration SCAN = Duration.ofMillis(50);
    private static final int FETCH = 10_000;

    private final Supplier<PostgresServer> server;

    /**
     * Connections to the current server.
     *
     * @param server the current server
     */
    Database(Supplier<PostgresServer> server) {
        this.server = server;
    }

    /** One row of an answer. */
    @FunctionalInterface
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Makes the role and its database. */
    void create(String password) throws SQLException {
        try (Connection connection = connectTo("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + ROLE + " login password '" + password + "'");
            statement.execute("create database " + NAME + " owner " + ROLE);
        }
    }

    /** The database's address through another port. */
    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
    }

    Connection connect() throws SQLException {
        return connectTo(NAME);
    }

    /** A connection with the members' role. */
    Connection connectAsMember(String password) throws SQLException {
        return DriverManager.getConnection(server.get().jdbcUrl(NAME), ROLE, password);
    }

    private Connection connectTo(String name) throws SQLException {
        long end = System.nanoTime() + LONGEST_AWAY.toNanos();
        while (true) {
            PostgresServer current = server.get();
            try {
                return DriverManager.getConnection(current.jdbcUrl(name), current.user(), current.password());
            } catch (SQLException e) {
                if (!isAway(e) || System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(SCAN.toNanos());
            }
        }
    }

    /** Whether Postgres does not run, is starting, or ended while it was called. */
    private static boolean isAway(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }

    void execute(String statement) throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    <T> List<T> query(String question, Row<T> row) throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.setFetchSize(FETCH);
            List<T> all = new ArrayList<>();
            try (ResultSet answer = sql.executeQuery(question)) {
                while (answer.next()) {
                    all.add(row.of(answer));
                }
            }
            return all;
        }
    }

    long number(String question) throws SQLException {
        return query(question, row -> row.getLong(1)).get(0);
    }

    /** The number of waiting tasks. */
    long waiting() throws SQLException {
        return number("select count(*) from taskq.tasks where finished_at is null and status = 'queued'");
    }

    /** Makes the applications' role, with the rights that the guide names, and their tables. Agents record shipments. */
    void createShop(String password) throws SQLException {
        execute("create role " + SHOP + " login password '" + password + "'");
        execute("""
                create schema shop authorization shop;
                create table shop.orders (id bigint primary key);
                alter table shop.orders owner to shop;
                create table shop.shipments (task bigint, run text);
                alter table shop.shipments owner to shop;
                grant usage on schema shop to taskq;
                grant insert on shop.shipments to taskq;
                grant usage on schema taskq to shop;
                grant execute on function taskq.submit, taskq.submit_for to shop;
                """);
    }

    /**
     * Records the begins, the first heartbeats and the ends of sessions, because their rows are deleted later. Each is recorded in its
     * own transaction.
     */
    void watchSessions() throws SQLException {
        execute("""
                create schema chaos;
                create table chaos.session_ends (
                  session bigint, name text, kind text, opened_at timestamptz, ended_at timestamptz, reason text);
                create table chaos.session_openings (session bigint, process bigint, kind text);
                create table chaos.first_heartbeats (session bigint, at timestamptz);
                create function chaos.note_opening() returns trigger language plpgsql security definer as $$
                begin
                  insert into chaos.session_openings values (new.id, new.process, new.kind);
                  return null;
                end $$;
                create trigger chaos_note_opening after insert on taskq.sessions for each row
                  execute function chaos.note_opening();
                create function chaos.note_heartbeat() returns trigger language plpgsql security definer as $$
                begin
                  insert into chaos.first_heartbeats values (new.session_id, clock_timestamp());
                  return null;
                end $$;
                create trigger chaos_note_heartbeat after update on taskq.heartbeats for each row
                  when (old.heartbeats = 0 and new.heartbeats > 0) execute function chaos.note_heartbeat();
                create function chaos.note_end() returns trigger language plpgsql security definer as $$
                begin
                  insert into chaos.session_ends
                  values (new.id, new.name, new.kind, new.opened_at, new.ended_at, new.end_reason);
                  return null;
                end $$;
                create trigger chaos_note_end after update on taskq.sessions for each row
                  when (old.ended_at is null and new.ended_at is not null) execute function chaos.note_end();
                """);
    }
}
