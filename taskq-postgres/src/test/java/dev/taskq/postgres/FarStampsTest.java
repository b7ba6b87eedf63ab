package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Hint;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import dev.taskq.spi.StorePort;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows with a stamp outside the clock's range: scans find them, and they can be stamped again. */
class FarStampsTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @BeforeEach
    void clear() throws Exception {
        DATABASE.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9998-12-31 23:59:59+00",
                "9999-06-01 00:00:00.000001+00",
                "10000-01-01 00:00:00+00",
                "100000-01-01 00:00:00+00",
                "294275-12-31 00:00:00+00"
            })
    void scanWithoutAnEndSeesEveryStamp(String stamp) throws Exception {
        try (StorePort store = PostgresTaskStore.open(DATABASE.config())) {
            long id = Tasks.submit(store, 1).getFirst();
            DATABASE.execute("update taskq.tasks set hinted_at = '" + stamp + "'");

            ScanResult scanned = scan(store, Position.START);
            assertThat(scanned.queued()).extracting(Hint::id).containsExactly(id);

            Hint row = scanned.queued().getFirst();
            assertThat(scan(store, Position.of(row)).queued()).isEmpty();
            assertThat(store.dispatch().count(List.of(all(row.type(), Position.START, 1))))
                    .extracting(step -> step.stoppedAt())
                    .containsExactly(Optional.of(Position.of(row)));
            assertThat(store.dispatch().count(List.of(new Scan(row.type(), Position.START, row.hintedAt(), 10, 1))))
                    .extracting(step -> step.queued())
                    .containsExactly(0L);
            assertThat(store.dispatch().hinted(scanned.queued(), store.now())).isEqualTo(1);
            assertThat(scan(store, Position.START).queued().getFirst().hintedAt())
                    .isBeforeOrEqualTo(store.now());
        }
    }

    private static ScanResult scan(StorePort store, Position from) {
        return store.dispatch().waiting(List.of(all(Tasks.TYPE, from, 10)), 10).getFirst();
    }

    private static Scan all(String type, Position from, int rows) {
        return new Scan(type, from, Scan.NO_END, rows, 10);
    }
}
