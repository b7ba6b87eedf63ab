package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.spi.History;
import dev.taskq.spi.History.Span;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.HistoryRow;
import dev.taskq.spi.TimeBuckets;
import dev.taskq.testkit.contract.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rows of the history, in cases that only several processes or many rows show. */
class PostgresHistoryTest {
    @RegisterExtension
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private final PostgresTaskStore store = DATABASE.open();

    private static HistoryEntry entry(String type) {
        return new HistoryEntry(
                type,
                new Counts(1, 2, 3, 4, 5, 6),
                TimeBuckets.of(0, 1),
                TimeBuckets.of(0, 0, 1),
                Optional.of(new SlowAttempt(7, Duration.ofSeconds(1))));
    }

    private static List<HistoryEntry> entries(int types) {
        List<HistoryEntry> entries = new ArrayList<>(
                IntStream.range(0, types).mapToObj(i -> entry("type-" + i)).toList());
        entries.add(entry(History.ALL));
        return entries;
    }

    private List<HistoryRow> hours(String type) {
        Instant now = store.now();
        return store.history().read(Span.HOUR, type, now.minus(Duration.ofHours(2)), now.plus(Duration.ofHours(1)));
    }

    /** Each process gives the types in an order of its own. */
    @Test
    void processesThatAddAtOnceWaitForEachOtherAndLoseNothing() throws Exception {
        int processes = 4;
        int rounds = 25;
        try (ExecutorService threads = Executors.newFixedThreadPool(processes)) {
            List<Future<?>> all = new ArrayList<>();
            for (int process = 0; process < processes; process++) {
                PostgresTaskStore own = DATABASE.open();
                boolean reversed = process % 2 == 0;
                all.add(threads.submit(() -> {
                    List<HistoryEntry> entries = entries(20);
                    if (reversed) {
                        Collections.reverse(entries);
                    }
                    for (int round = 0; round < rounds; round++) {
                        own.history().add(entries, Optional.of("1.0"));
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        int times = processes * rounds;
        for (String type : List.of(History.ALL, "type-0", "type-19")) {
            HistoryEntry sum = hours(type).stream()
                    .map(HistoryRow::entry)
                    .reduce(HistoryEntry::plus)
                    .orElseThrow();
            assertThat(sum.counts())
                    .isEqualTo(new Counts(times, 2L * times, 3L * times, 4L * times, 5L * times, 6L * times));
            assertThat(sum.waits()).isEqualTo(TimeBuckets.of(0, times));
            assertThat(sum.runs()).isEqualTo(TimeBuckets.of(0, 0, times));
        }
        assertThat(DATABASE.query("select deadlocks from pg_stat_database where datname = current_database()"))
                .containsExactly("0");
    }

    /** Else processes with types of their own would wait for each other from their first row on. */
    @Test
    void rowsThatAllProcessesWriteAreLockedLast() throws Exception {
        DATABASE.execute("""
                insert into taskq.type_history
                select 'hour', type, date_trunc('hour', clock_timestamp(), 'UTC') + hour * interval '1 hour',
                  0, 0, 0, 0, 0, 0, '{}', '{}', null, null, '{}'
                from unnest(array['', 'type-0']) as t(type) cross join generate_series(0, 1) as h(hour)
                """);
        String locked =
                "select count(*) from (select from taskq.type_history where type = '%s' for update skip locked) r";
        try (ExecutorService threads = Executors.newFixedThreadPool(1);
                Connection other = DATABASE.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from taskq.type_history where type = '' for update");
            Future<?> add = threads.submit(() -> store.history().add(entries(1), Optional.empty()));
            Eventually.until(Eventually.LONG, () -> waitsForALock());
            assertThat(DATABASE.query(locked.formatted("type-0"))).containsExactly("1");
            other.rollback();
            add.get();
        }
        assertThat(DATABASE.query(locked.formatted("type-0"))).containsExactly("3");
    }

    private static boolean waitsForALock() {
        try {
            return DATABASE.query("select count(*) from pg_stat_activity"
                            + " where datname = current_database() and wait_event_type = 'Lock'")
                    .equals(List.of("1"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void hourIsTheSumOfItsMinutes() throws Exception {
        store.history().add(entries(1), Optional.empty());
        DATABASE.execute("update taskq.type_history set at = at - interval '1 minute' where span = 'minute'");
        store.history().add(entries(1), Optional.empty());

        assertThat(DATABASE.query("""
                select h.type from taskq.type_history h
                join (
                  select m.type, sum(m.submitted) as submitted, sum(m.failed_tasks) as failed_tasks
                  from taskq.type_history m where m.span = 'minute' group by m.type) m using (type)
                group by h.type, m.submitted, m.failed_tasks, h.span
                having h.span = 'hour' and sum(h.submitted) = m.submitted and sum(h.failed_tasks) = m.failed_tasks
                order by h.type
                """)).containsExactly("", "type-0");
        assertThat(DATABASE.query("select count(*) from taskq.type_history where span = 'minute'"))
                .containsExactly("4");
    }

    /** Rows of minutes, of which the first of an hour begins with it, and of other hours take no room. */
    @Test
    void roomIsThatOfTheTypesOfThisHour() throws Exception {
        for (String row : List.of(
                "'minute', '%s', date_trunc('hour', now())",
                "'hour', '%s', date_trunc('hour', now()) - interval '1 hour'")) {
            DATABASE.execute("""
                    insert into taskq.type_history
                    select %s, 1, 1, 1, 1, 1, 1, '{}', '{}', null, null, '{}'
                    from (select 'other-' || n as name from generate_series(0, %d) n union all select 'type-0') t
                    """.formatted(row.replace("'%s'", "t.name"), History.MOST_TYPES));
        }
        store.history().add(entries(1), Optional.empty());
        store.history().add(entries(1), Optional.empty());

        assertThat(hours("type-0").getLast().entry().counts().submitted()).isEqualTo(2);
    }

    @Test
    void oldHoursAreDeletedInBoundedSteps() throws Exception {
        store.history().add(entries(2), Optional.empty());
        DATABASE.execute("update taskq.type_history set at = at - interval '40 days'");
        store.history().add(entries(2), Optional.empty());

        assertThat(store.history().purge(Span.HOUR, Span.HOUR.kept(), 2)).isEqualTo(2);
        assertThat(store.history().purge(Span.HOUR, Span.HOUR.kept(), 2)).isEqualTo(1);
        assertThat(store.history().purge(Span.HOUR, Span.HOUR.kept(), 2)).isZero();
        assertThat(DATABASE.query("select count(*) from taskq.type_history group by span"))
                .containsExactlyInAnyOrder("6", "3");
    }

    /** A row that is old for a minute is not for an hour, and those of now stay. */
    @Test
    void oldestRowsGoFirst() throws Exception {
        fill(3, 100);
        store.history().add(entries(3), Optional.empty());
        DATABASE.execute("update taskq.type_history set at = at - interval '3 days'"
                + " where span = 'minute' and at < now() - interval '50 minutes'");

        assertThat(store.history().purge(Span.MINUTE, Span.MINUTE.kept(), 30)).isEqualTo(30);
        assertThat(
                        DATABASE.query(
                                "select count(*) from taskq.type_history where span = 'minute'"
                                        + " and at < (select min(at) from taskq.type_history where span = 'minute') + interval '1 minute'"))
                .containsExactly("3");
        assertThat(
                        DATABASE.query(
                                "select (max(at) > now() - interval '2 minutes')::text from taskq.type_history where span = 'minute'"))
                .containsExactly("true");
        assertThat(DATABASE.query("select count(*) from taskq.type_history where span = 'hour'"))
                .containsExactly("4");
    }

    /** Rows of each type for each of the last minutes. */
    private static void fill(int types, int minutes) throws SQLException {
        DATABASE.execute("""
                insert into taskq.type_history
                select 'minute', 'type-' || t, date_trunc('minute', now()) - m * interval '1 minute', 1, 1, 1, 1, 1, 1,
                  '{0, 1}', '{0, 1}', 1, 1, '{1.0}'
                from generate_series(0, %d) t cross join generate_series(1, %d) m
                """.formatted(types - 1, minutes));
    }

    /** Of 60,000 rows each call reads those that it needs, also before the table is analysed. */
    @Test
    void eachCallIsServedByAnIndex() throws Exception {
        fill(200, 300);
        Explained explained = new Explained(ConnectionSettings.pooled(DATABASE.config()));
        try (Database database =
                new Database(DATABASE.config(), explained.dataSource(), Optional.empty(), Optional.empty())) {
            PostgresHistory history = new PostgresHistory(database, 1);
            Instant now = store.now();
            for (int analysed = 0; analysed < 2; analysed++) {
                assertThat(history.read(Span.MINUTE, "type-7", now.minus(Duration.ofMinutes(11)), now))
                        .hasSizeBetween(9, 11);
                assertCheap(explained, 30);
                assertThat(history.sums(now.minus(Duration.ofMinutes(11)), now)).hasSize(200);
                assertCheap(explained, 2_500);
                history.add(entries(5), Optional.of("1.0"));
                assertCheap(explained, 150);
                assertThat(history.purge(Span.MINUTE, Duration.ofMinutes(299), 100))
                        .isEqualTo(100);
                // Without statistics Postgres may sort the 600 rows that are due instead of reading 100 in the order of
                // the index.
                assertCheap(explained, 900);
                DATABASE.execute("analyze taskq.type_history");
            }
        }
    }

    private static void assertCheap(Explained explained, long pages) {
        assertThat(explained.costs()).allSatisfy(cost -> {
            assertThat(cost.buffers()).as(cost.plan()).isLessThanOrEqualTo(pages);
            assertThat(cost.plan()).doesNotContain("Seq Scan on type_history");
        });
    }
}
