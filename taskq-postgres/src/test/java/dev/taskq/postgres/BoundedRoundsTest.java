package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.postgres.Explained.Cost;
import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.Held;
import dev.taskq.spi.Hint;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.Position;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * With a million rows waiting, 50,000 running before them, 1,000 types and 500 sessions, no round of a duty and no scan
 * of an agent touches more than a bounded number of rows and pages. The calls are those of the duties. The costs are
 * printed.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundedRoundsTest {
    private static final int WAITING = 1_000_000;
    private static final int RUNNING = 50_000;
    private static final int TYPES = 1_000;
    private static final int SESSIONS = 500;

    /** The most rows of tasks per call; the count has the largest limit. */
    private static final long MOST_ROWS = 20_000;

    private final TestDatabase test = TestDatabase.migrated();
    private final Explained explained = new Explained(ConnectionSettings.pooled(test.config()));
    private final Database database =
            new Database(test.config(), explained.dataSource(), Optional.empty(), Optional.empty());
    private final OpenRowScanner scans = new OpenRowScanner(database);
    private final PostgresDispatch dispatch = new PostgresDispatch(database, 1, false);
    private final PostgresCompletions completions = new PostgresCompletions(database, 1);
    private Instant floor = Instant.EPOCH;

    @BeforeAll
    void fill() throws SQLException {
        insert(RUNNING, "running", "interval '2 hours'");
        insert(WAITING, "queued", "interval '1 hour'");
        test.execute("""
                insert into taskq.types (name, floor, used_at)
                select 'type_' || n, 'epoch', clock_timestamp() from generate_series(0, %d) n
                """.formatted(TYPES - 1));
        test.execute("""
                insert into taskq.sessions (id, process, locks, kind, name, host, types, opened_at)
                select n, n, true, 'agent', 'agent-' || n, 'host',
                  array(select 'type_' || t from generate_series(0, 19) t), clock_timestamp()
                from generate_series(1, %d) n
                """.formatted(SESSIONS));
        test.execute("insert into taskq.heartbeats (session_id, process) select id, process from taskq.sessions");
        test.execute("vacuum analyze taskq.tasks, taskq.types, taskq.sessions, taskq.heartbeats");
        floor = scans.waiting(List.of(new Scan("type_0", Position.START, Scan.NO_END, 10_000, 1)), 1).stream()
                .flatMap(scanned -> scanned.queued().stream())
                .map(Hint::hintedAt)
                .findFirst()
                .orElseThrow()
                .minusSeconds(60);
        explained.costs();
    }

    private void insert(int rows, String status, String age) throws SQLException {
        test.execute("""
                insert into taskq.tasks (status, created_at, updated_at, started_at, attempt, max_attempts, timeout_ms,
                  session_id, claim, queued_at, hinted_at, type, caller, correlation_id, payload)
                select '%s', a.at, a.at, a.at, 1, 5, 86400000, 1 + n %% %d, n, a.at, a.at, 'type_' || n %% %d, '', '', '{}'
                from generate_series(1, %d) n
                cross join lateral (
                  select clock_timestamp() - %s + n * interval '1 millisecond' as at) a
                """.formatted(status, SESSIONS, TYPES, rows, age));
    }

    @AfterEach
    void print() {
        explained.costs();
    }

    @AfterAll
    void close() throws SQLException {
        database.close();
        test.close();
    }

    private void check(String what, long mostBuffers) {
        List<Cost> costs = explained.costs();
        assertThat(costs).isNotEmpty();
        for (Cost cost : costs) {
            System.out.printf(
                    Locale.ROOT,
                    "%-40s %-14s %,8d rows of tasks, %,8d pages, %7.1f ms%n",
                    what,
                    cost.name().length() > 14 ? "(jOOQ)" : cost.name(),
                    cost.tasks(),
                    cost.buffers(),
                    cost.millis());
            assertThat(cost.tasks()).as("%s: rows%n%s", what, cost.plan()).isLessThanOrEqualTo(MOST_ROWS);
            assertThat(cost.buffers()).as("%s: pages%n%s", what, cost.plan()).isLessThanOrEqualTo(mostBuffers);
        }
    }

    private static List<String> types(int number) {
        return IntStream.range(0, number).mapToObj(i -> "type_" + i).toList();
    }

    private static List<Scan> scansAt(int types, Position from, Instant before, int rows, int max) {
        return types(types).stream()
                .map(type -> new Scan(type, from, before, rows, max))
                .toList();
    }

    @Test
    void agentsScan() {
        for (int types : new int[] {1, 20, 200}) {
            int rows = Math.max(100, 20_000 / types);
            scans.waiting(scansAt(types, Position.before(floor), Scan.NO_END, rows, Math.max(1, 2_000 / types)), 1_000);
            check("agent's look at " + types + " types", 8_000);
        }
    }

    @Test
    void agentsScanFromTheBeginningWhereThereIsNoFloorYet() {
        scans.waiting(scansAt(20, Position.START, Scan.NO_END, 1_000, 100), 1_000);
        check("agent's look without floors", 8_000);
    }

    @Test
    void reconcilersScanAndStamp() {
        List<ScanResult> found = scans.waiting(scansAt(100, Position.before(floor), Scan.NO_END, 200, 1_000), 1_000);
        check("reconciler's look at 100 types", 8_000);
        List<Hint> hints =
                found.stream().flatMap(scanned -> scanned.queued().stream()).toList();
        assertThat(hints).hasSize(1_000);
        dispatch.hinted(hints, Instant.now());
        check("reconciler's stamping of 1,000", 60_000);
    }

    @Test
    void orphansOfAnEndedSessionInSlices() throws SQLException {
        test.execute("update taskq.sessions set ended_at = clock_timestamp(), end_reason = 'lost' where id = 7");
        Instant from = floor.minus(Duration.ofHours(3));
        scans.orphans(scansAt(100, Position.before(from), floor.minus(Duration.ofMinutes(30)), 100, 200), 200);
        check("step of reclaim, where 50,000 run", 20_000);
        scans.orphans(scansAt(20, Position.before(floor), Scan.NO_END, 500, 200), 200);
        check("step of reclaim, where a million wait", 20_000);
    }

    @Test
    void floorsAndCounts() {
        scans.waiting(scansAt(100, Position.before(floor), Scan.NO_END, 200, 1), 100);
        check("floors of 100 types", 2_000);
        scans.count(scansAt(100, Position.before(floor), Scan.NO_END, 200, 1));
        check("count of 100 types, one slice each", 25_000);
        scans.count(scansAt(1, Position.before(floor), Scan.NO_END, 20_000, 1));
        check("count of one type", 25_000);
        new PostgresTypes(database)
                .recordBacklog(types(100).stream()
                        .map(type -> new BacklogCount(type, Instant.EPOCH, OptionalLong.of(7)))
                        .toList());
        check("recording of 100 gauges", 2_000);
    }

    @Test
    void promotionPurgeAndTypes() {
        dispatch.promoteDue(DueRange.ALL, 500);
        check("promotion, nothing due", 100);
        completions.purge(new Purge(0, 1_000, Duration.ofDays(7), Duration.ofDays(30)));
        check("step of purging", 10_000);
        new PostgresTypes(database).all();
        check("all types", 300);
        new PostgresTypes(database).forget(Duration.ofDays(1), Duration.ofDays(1));
        check("forgetting of types", 2_000);
    }

    @Test
    void sessionsAndHeartbeats() {
        PostgresSessions sessions = new PostgresSessions(database, 1, Optional.empty(), false, Duration.ZERO);
        assertThat(sessions.all().sessions()).hasSize(SESSIONS);
        check("session monitor's look at 500 sessions", 500);
        List<Held> held =
                LongStream.rangeClosed(1, 64).mapToObj(id -> new Held(id, id)).toList();
        new Heartbeats(database::read, 1, false).heartbeat(new Heartbeat(1, held, types(20), false, LeaseBid.NONE));
        check("heartbeat that holds 64", 1_000);
        List<Held> none = new ArrayList<>();
        new Heartbeats(database::read, 2, false).heartbeat(new Heartbeat(2, none, types(20), false, LeaseBid.NONE));
        check("heartbeat that holds nothing", 1_000);
    }
}
