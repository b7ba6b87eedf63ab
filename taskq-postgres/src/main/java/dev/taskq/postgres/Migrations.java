package dev.taskq.postgres;

import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import dev.taskq.StoreUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.logging.LogFactory;
import org.flywaydb.core.api.logging.LogLevel;

/**
 * Brings the schema up to date, forward only, by Flyway.
 *
 * <p>All that is left to run runs in one transaction, under a lock that is held until its end. So several processes may migrate
 * at once: one does the work, and the others wait for it and find nothing left. A process that dies amid a migration leaves
 * nothing behind.
 */
final class Migrations {
    /** Of the last file. */
    static final int LATEST = Migration.FILES.size();

    /** Of the advisory lock that a migration holds: "taskq" in ASCII. */
    static final long LOCK = 0x7461736b71L;

    private static final String SCHEMA = "taskq";
    private static final String HISTORY = "schema_history";
    /** Of the files, as Flyway names it. */
    static final String FOLDER = "classpath:dev/taskq/postgres/migration";

    /** Not by to_regclass: it may answer what was true before a lock was waited for. */
    private static final String HISTORY_IS_THERE =
            "select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n"
                    + " on n.oid = c.relnamespace where n.nspname = 'taskq' and c.relname = 'schema_history')";

    private static final String SCHEMA_IS_THERE =
            "select exists (select from pg_catalog.pg_namespace where nspname = 'taskq')";

    private static final String VERSION = "select coalesce(max(version::integer), 0) from taskq.schema_history";

    private Migrations() {}

    /**
     * Runs what is left to run, and checks that all is there that the migrations made, now or long ago.
     *
     * @param connection in a transaction, which is committed where something was run
     */
    static void run(Connection connection) throws SQLException {
        SessionSettings before = SessionSettings.of(connection);
        avoidTheSearchPath(connection);
        if (version(connection) < LATEST) {
            lock(connection);
            if (version(connection) < LATEST) {
                createSchema(connection);
                migrate(connection);
                before.restore(connection);
            }
            connection.commit();
            avoidTheSearchPath(connection);
        }
        SchemaCheck.require(connection);
        SequenceCheck.require(connection);
    }

    /** Whether nothing is left to run; a schema that is newer than this version knows is fine, one that is damaged is not. */
    static boolean isCurrent(Connection connection) throws SQLException {
        avoidTheSearchPath(connection);
        if (version(connection) < LATEST) {
            return false;
        }
        SchemaCheck.require(connection);
        SequenceCheck.require(connection);
        return true;
    }

    /** Fails where something is left to run, and says which versions were found and wanted. */
    static void requireCurrent(Connection connection) throws SQLException {
        int found = version(connection);
        if (found < LATEST) {
            throw new StoreMisconfiguredException(
                    Problem.NOT_MIGRATED,
                    "the schema taskq is not migrated: found " + (found == 0 ? "none" : "version " + found)
                            + ", wanted version " + LATEST
                            + "; call PostgresTaskStore.migrate, or start a coordinator of this version",
                    null);
        }
    }

    /** The version of the schema, 0 where there is none. Flyway would tell it too, but not on each call that fails. */
    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return isThere(statement, HISTORY_IS_THERE) ? number(statement) : 0;
        }
    }

    private static boolean isThere(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static int number(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(VERSION)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Waits for others that migrate, which takes as long as a statement of theirs may. */
    private static void lock(Connection connection) throws SQLException {
        execute(connection, "set local lock_timeout = 0");
        execute(connection, "select pg_advisory_xact_lock(" + LOCK + ")");
        execute(connection, "set local lock_timeout = '5s'");
    }

    /** The session's may lead to tables and functions of the application's. */
    private static void avoidTheSearchPath(Connection connection) throws SQLException {
        execute(connection, "set local search_path = pg_catalog");
    }

    /** Not by Flyway, which repeats what failed for ten seconds. To create it "if not exists" needs the right to create, also where it exists. */
    private static void createSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!isThere(statement, SCHEMA_IS_THERE)) {
                statement.execute("create schema taskq");
            }
        }
    }

    private static void migrate(Connection connection) throws SQLException {
        OneTransaction transaction = new OneTransaction(connection);
        // Else it tells each step; what went wrong is in the exception.
        LogFactory.setLogLevel(LogLevel.WARN);
        try {
            flyway().dataSource(transaction.source()).load().migrate();
        } catch (FlywayException e) {
            throw transaction.failure().orElseThrow(() -> new StoreUnavailableException(e));
        }
    }

    /** Flyway as it is used here, still without a database. */
    static FluentConfiguration flyway() {
        return Flyway.configure(Migrations.class.getClassLoader())
                .loggers("slf4j")
                .locations(FOLDER)
                .placeholderReplacement(false)
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .createSchemas(false)
                .table(HISTORY)
                .group(true);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
