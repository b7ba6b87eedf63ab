package dev.taskq.postgres;

import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Brings the schema up to date, forward only.
 *
 * <p>All that is left to run runs in one transaction, under a lock that is held until its end. So several processes may migrate
 * at once: one does the work, and the others wait for it and find nothing left. A process that dies amid a migration leaves
 * nothing behind.
 */
final class Migrations {
    /** Of the advisory lock that a migration holds: "taskq" in ASCII. */
    static final long LOCK = 0x7461736b71L;

    /** Not by to_regclass: it may answer what was true before a lock was waited for. */
    private static final String HISTORY =
            "select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n"
                    + " on n.oid = c.relnamespace where n.nspname = 'taskq' and c.relname = 'schema_history')";

    private static final String VERSION = "select coalesce(max(version), 0) from taskq.schema_history";
    private static final String SCHEMA = "select exists (select from pg_catalog.pg_namespace where nspname = 'taskq')";

    private static final String RECORD = "insert into taskq.schema_history (version, name) values (?, ?)";

    private Migrations() {}

    /**
     * Runs what is left to run, and checks that all is there that the migrations made, now or long ago.
     *
     * @param connection in a transaction, which is committed where something was run
     */
    static void run(Connection connection) throws SQLException {
        if (version(connection) < Migration.latest()) {
            lock(connection);
            migrate(connection, version(connection));
            connection.commit();
        }
        SchemaCheck.require(connection);
    }

    /** Whether nothing is left to run; a schema that is newer than this version knows is fine, one that is damaged is not. */
    static boolean isCurrent(Connection connection) throws SQLException {
        if (version(connection) < Migration.latest()) {
            return false;
        }
        SchemaCheck.require(connection);
        return true;
    }

    /** Fails where something is left to run, and says which versions were found and wanted. */
    static void requireCurrent(Connection connection) throws SQLException {
        int found = version(connection);
        if (found < Migration.latest()) {
            throw new StoreMisconfiguredException(
                    Problem.NOT_MIGRATED,
                    "the schema taskq is not migrated: found " + (found == 0 ? "none" : "version " + found)
                            + ", wanted version " + Migration.latest()
                            + "; call PostgresTaskStore.migrate, or start a coordinator of this version",
                    null);
        }
    }

    /** The version of the schema, 0 where there is none. */
    static int version(Connection connection) throws SQLException {
        return isThere(connection, HISTORY) ? number(connection) : 0;
    }

    /** Waits for others that migrate, which takes as long as a statement of theirs may. */
    private static void lock(Connection connection) throws SQLException {
        execute(connection, "set local lock_timeout = 0");
        execute(connection, "select pg_advisory_xact_lock(" + LOCK + ")");
        execute(connection, "set local lock_timeout = '5s'");
    }

    private static void migrate(Connection connection, int from) throws SQLException {
        // To create it "if not exists" needs the right to create schemas, also where it exists.
        if (!isThere(connection, SCHEMA)) {
            execute(connection, "create schema taskq");
        }
        if (!isThere(connection, HISTORY)) {
            execute(connection, Migration.historySql());
        }
        // The files name no schema.
        execute(connection, "set local search_path = taskq");
        for (Migration migration : Migration.ALL) {
            if (migration.version() > from) {
                execute(connection, migration.sql());
                record(connection, migration);
            }
        }
    }

    private static void record(Connection connection, Migration migration) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            statement.setInt(1, migration.version());
            statement.setString(2, migration.name());
            statement.executeUpdate();
        }
    }

    private static boolean isThere(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static int number(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(VERSION)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
