package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Completion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Claims must not update an index: that would cost half of the throughput. */
class HotUpdatesTest {
    @Test
    void claimsStayOnTheirPage() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            PostgresTaskStore store = database.open();
            long session = Tasks.openAgent(store);
            for (int round = 1; round <= 100; round++) {
                List<Long> ids = Tasks.submit(store, 50);
                assertThat(Tasks.claimed(store.dispatch().claim(Tasks.claim(session, round, ids))))
                        .isEqualTo(50);
            }
            database.closeOpened();

            double share = hotShare(database);

            assertThat(share).isGreaterThan(0.85);
        }
    }

    @Test
    void claimsStayOnTheirPageAmongCompletions() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            PostgresTaskStore store = database.open();
            long session = Tasks.openAgent(store);
            int rounds = 100;
            for (int round = 1; round <= rounds; round++) {
                long token = round;
                List<Long> ids = Tasks.submit(store, 50);
                store.dispatch().claim(Tasks.claim(session, token, ids));
                List<Completion> completions = ids.stream()
                        .map(id -> Tasks.succeeded(id, session, token))
                        .toList();
                store.completions().complete(completions);
            }
            database.closeOpened();

            // Completions that succeed update nothing: they move the row to another table.
            double share = hotShare(database);

            assertThat(share).isGreaterThan(0.85);
        }
    }

    private static double hotShare(TestDatabase database) throws Exception {
        List<String> share = List.of();
        // The backends of closed connections report their counts when they end.
        while (share.isEmpty()) {
            share = database.query("select n_tup_hot_upd::float8 / n_tup_upd from pg_stat_user_tables"
                    + " where relname = 'tasks' and n_tup_upd >= 5000");
        }
        return Double.parseDouble(share.getFirst());
    }
}
