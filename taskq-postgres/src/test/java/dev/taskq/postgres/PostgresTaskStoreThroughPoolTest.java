package dev.taskq.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * With the settings for poolers in transaction mode, and with claims that wait for the disk; through a real PgBouncer
 * if the environment names one. In long runs only: the contract runs twice in each build, on a pool and on a data source.
 */
@Tag("full")
class PostgresTaskStoreThroughPoolTest extends PostgresContract {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static Optional<PgBouncer> pooler = Optional.empty();

    @BeforeAll
    static void startPooler() throws IOException, SQLException {
        pooler = PgBouncer.before(DATABASE.config());
        if (pooler.isPresent()) {
            // Replaces the start-up options, as docs/postgres.md describes.
            for (String setting : List.of(
                    "enable_seqscan = off",
                    "jit = off",
                    "statement_timeout = '5s'",
                    "idle_in_transaction_session_timeout = '2s'",
                    "lock_timeout = '3s'",
                    "tcp_user_timeout = '5s'")) {
                DATABASE.execute("do $$ begin execute format('alter database %I set " + setting.replace("'", "''")
                        + "', current_database()); end $$");
            }
        }
    }

    @AfterAll
    static void drop() throws SQLException, IOException {
        if (pooler.isPresent()) {
            pooler.get().close();
        }
        DATABASE.close();
    }

    @Override
    TestDatabase database() {
        return DATABASE;
    }

    @Override
    PostgresConfig config() {
        return pooler.map(PgBouncer::through)
                .orElseGet(DATABASE::config)
                .withSynchronousClaims(true)
                .withOwnHeartbeatConnection(false);
    }
}
