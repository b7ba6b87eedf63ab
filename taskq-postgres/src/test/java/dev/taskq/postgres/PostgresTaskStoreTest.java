package dev.taskq.postgres;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;

/** With default settings. */
class PostgresTaskStoreTest extends PostgresContract {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    @Override
    TestDatabase database() {
        return DATABASE;
    }

    @Override
    PostgresConfig config() {
        return DATABASE.config();
    }
}
