package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs {@link Migrations}, each time on a connection of its own. Thread-safe. */
abstract class Migrator {
    private Migrator() {}

    static Migrator of(PostgresConfig config) {
        return new Migrator() {
            @Override
            <T> T on(Database.Work<T> work) throws SQLException {
                try (Connection connection =
                        ConnectionSettings.forMigrations(config).getConnection()) {
                    connection.setAutoCommit(false);
                    return work.on(connection);
                }
            }
        };
    }

    static Migrator of(DataSource source) {
        return new Migrator() {
            @Override
            <T> T on(Database.Work<T> work) throws SQLException {
                try (Borrowed borrowed = Borrowed.from(source, Settings.OF_A_MIGRATION, new DefaultIsolation())) {
                    borrowed.begin();
                    return work.on(borrowed.connection());
                }
            }
        };
    }

    /** Does the work in a transaction, which is rolled back unless the work commits. */
    abstract <T> T on(Database.Work<T> work) throws SQLException;

    void migrate() {
        call(connection -> {
            Migrations.run(connection);
            return true;
        });
    }

    boolean isCurrent() {
        return call(Migrations::isCurrent);
    }

    private <T> T call(Database.Work<T> work) {
        try {
            return on(work);
        } catch (SQLException e) {
            throw Failures.ofConnecting(e);
        }
    }
}
