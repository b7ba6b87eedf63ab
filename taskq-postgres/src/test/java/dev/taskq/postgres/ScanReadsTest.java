package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A call with several scans stops reading once it has as many rows as it may return. The remaining scans read nothing.
 */
class ScanReadsTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final int TYPES = 10;
    private static final int ROWS_OF_A_TYPE = 20;
    private static final int MAX = 5;

    private final Explained explained = new Explained(ConnectionSettings.pooled(DATABASE.config()));
    private final Database database =
            new Database(DATABASE.config(), explained.dataSource(), Optional.empty(), Optional.empty());
    private final OpenRowScanner scans = new OpenRowScanner(database);

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        DATABASE.clear();
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
        DATABASE.closeOpened();
    }

    /** Inserts rows of every type. The session of the running ones does not exist. */
    private static void fill(String status) throws SQLException {
        DATABASE.execute("""
                insert into taskq.tasks (status, created_at, updated_at, started_at, attempt, max_attempts, timeout_ms,
                  session_id, claim, queued_at, hinted_at, type, caller, correlation_id, payload)
                select '%s', a.at, a.at, a.at, 1, 5, 60000, 1, 1, a.at, a.at, 'type_' || n %% %d, '', '', '{}'
                from generate_series(1, %d) n
                cross join lateral (select clock_timestamp() + n * interval '1 millisecond' as at) a
                """.formatted(status, TYPES, TYPES * ROWS_OF_A_TYPE));
    }

    private static List<Scan> everyType() {
        return IntStream.range(0, TYPES)
                .mapToObj(n -> new Scan("type_" + n, Position.START, Scan.NO_END, 100, 100))
                .toList();
    }

    private void assertFewRowsWereRead() {
        assertThat(explained.costs())
                .singleElement()
                .satisfies(cost -> assertThat(cost.tasks()).as(cost.plan()).isLessThanOrEqualTo(2 * ROWS_OF_A_TYPE));
    }

    @Test
    void scansForWhatWaitsStopOnceTheyHaveEnough() throws Exception {
        fill("queued");

        assertThat(scans.waiting(everyType(), MAX).getFirst().queued()).hasSize(MAX);

        assertFewRowsWereRead();
    }

    @Test
    void scansForOrphansStopOnceTheyHaveEnough() throws Exception {
        fill("running");

        assertThat(scans.orphans(everyType(), MAX).getFirst().found()).hasSize(MAX);

        assertFewRowsWereRead();
    }
}
