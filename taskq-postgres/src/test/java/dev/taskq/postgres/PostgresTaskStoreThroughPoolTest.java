package dev.taskq.postgres;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;

/** With the settings for poolers in transaction mode, and with claims that wait for the disk. */
class PostgresTaskStoreThroughPoolTest extends PostgresContract {
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
        return DATABASE.config().withSynchronousClaims(true).withOwnBeatConnection(false);
    }
}
