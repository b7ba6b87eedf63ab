package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Statements that a small batch needs are planned a few times and not at each call, although a batch has few elements. */
class PlannedOnceTest {
    /** Postgres plans a prepared statement this often with its values before it may keep a plan. */
    private static final int PLANNED_WITH_VALUES = 5;

    private static final int CALLS_UNPREPARED = 5;
    private static final int ROUNDS = 40;

    @Test
    void smallBatchesUseTheKeptPlan() throws Exception {
        try (TestDatabase database = TestDatabase.migratedForItself();
                HikariDataSource pool = pool(database.config());
                PostgresTaskStore store = PostgresTaskStore.open(pool)) {
            long session = Tasks.openAgent(store);
            for (int round = 1; round <= ROUNDS; round++) {
                oneRound(store, session, round);
            }

            assertThat(plannedAgainAndAgain(pool)).isEmpty();
            assertThat(withKeptPlan(pool))
                    .contains(
                            "types/announce",
                            "submissions/insert",
                            "submissions/insert_keyed",
                            "submissions/keyed",
                            "dispatch/claim",
                            "dispatch/claim_rest",
                            "dispatch/hinted",
                            "dispatch/waiting",
                            "completions/checkpoint",
                            "completions/complete");
        }
    }

    /** The life of two tasks, with what else may happen to them. */
    private static void oneRound(PostgresTaskStore store, long session, int round) {
        List<Long> ids = Tasks.submit(store, 2);
        Insert keyed = Tasks.insert(Tasks.task().withIdempotencyKey("key-" + round));
        store.submissions().insert(List.of(keyed));
        store.submissions().insert(List.of(keyed));
        List<Scan> scans = List.of(new Scan(Tasks.TYPE, Position.START, Scan.NO_END, 10, 10));
        List<Hint> waiting = store.dispatch().waiting(scans, 10).getFirst().queued();
        store.dispatch().hinted(waiting, waiting.getFirst().hintedAt());
        assertThat(Tasks.claimed(store.dispatch().claim(Tasks.claim(session, round, ids))))
                .isEqualTo(2);
        assertThat(Tasks.claimed(store.dispatch().claim(Tasks.claim(session, round, ids))))
                .isZero();
        store.completions()
                .checkpoint(
                        List.of(new Checkpoint(ids.getFirst(), new Holder(session, round), "{\"page\": 4}", 11, 1)));
        store.completions()
                .complete(ids.stream()
                        .map(id -> Tasks.succeeded(id, session, round))
                        .toList());
    }

    /** With one connection, so that its prepared statements can be read. */
    private static HikariDataSource pool(PostgresConfig config) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(config.jdbcUrl());
        pool.setUsername(config.user());
        pool.setPassword(config.password());
        pool.setMaximumPoolSize(1);
        pool.addDataSourceProperty("prepareThreshold", String.valueOf(CALLS_UNPREPARED));
        return pool;
    }

    private static List<String> plannedAgainAndAgain(HikariDataSource pool) throws SQLException {
        return statements(pool, "custom_plans > " + PLANNED_WITH_VALUES);
    }

    private static Set<String> withKeptPlan(HikariDataSource pool) throws SQLException {
        return statements(pool, "generic_plans > 0").stream().collect(Collectors.toSet());
    }

    private static List<String> statements(HikariDataSource pool, String condition) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return TestDatabase.query(
                    connection,
                    "select distinct substring(statement from '/\\* taskq (\\S+) \\*/') from pg_prepared_statements"
                            + " where statement like '%/* taskq %' and " + condition);
        }
    }
}
