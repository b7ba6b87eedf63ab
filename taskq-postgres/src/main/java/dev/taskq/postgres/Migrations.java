package dev.taskq.postgres;

import dev.taskq.StoreUnavailableException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date, forward only. */
final class Migrations {
    /** The schema of all tables. Written out in the statements. */
    static final String SCHEMA = "taskq";

    private Migrations() {}

    /** Runs what is left to run, and finds out whether all is there that was made by it, now or long ago. */
    static void run(PostgresConfig config) {
        try {
            flyway(config).migrate();
            SchemaCheck.require(ConnectionSettings.forMigrations(config));
        } catch (FlywayException e) {
            throw new StoreUnavailableException(e);
        }
    }

    /** Whether nothing is left to run; a schema that is newer than this version knows is fine, one that is damaged is not. */
    static boolean isCurrent(PostgresConfig config) {
        try {
            boolean current = flyway(config).info().pending().length == 0;
            if (current) {
                SchemaCheck.require(ConnectionSettings.forMigrations(config));
            }
            return current;
        } catch (FlywayException e) {
            throw new StoreUnavailableException(e);
        }
    }

    private static Flyway flyway(PostgresConfig config) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(ConnectionSettings.forMigrations(config))
                .locations("classpath:dev/taskq/postgres/migration")
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .createSchemas(true)
                .table("schema_history")
                .load();
    }
}
