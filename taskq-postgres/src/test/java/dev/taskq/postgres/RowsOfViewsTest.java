package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AuditAction;
import dev.taskq.AuditFilter;
import dev.taskq.CallDeadline;
import dev.taskq.OperationAction;
import dev.taskq.OperationFilter;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import dev.taskq.postgres.Explained.Cost;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.History;
import dev.taskq.spi.History.Span;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every statement that a view of the console sends reads a bounded number of rows, however many there are: of tasks, errors, operations,
 * schedules and audit entries no more than the page may look at, and of types, sessions and the history what their bounds allow.
 */
class RowsOfViewsTest {
    private static final int TYPES = 300;
    private static final int SESSIONS = 100;
    private static final int MINUTES = 90;
    private static final int LIMIT = 50;
    private static final int SCAN = 500;
    private static final int NEWEST = 20;

    /** A list looks at both tables of tasks, and before that how far back it may go. */
    private static final int OF_TASKS = 4 * SCAN;

    /** Of a page that is full at once: a few more than it has. */
    private static final int OF_PAGE = 4 * LIMIT;

    private static final Pattern SCANNED =
            Pattern.compile("(?<!Bitmap Index |CTE |Function |Subquery |Values )Scan\\b.* on \\w+\\b.*"
                    + "\\(actual time=.* rows=([0-9.]+) loops=([0-9]+)\\)");

    private static final Pattern FILTERED = Pattern.compile("Rows Removed by (?:Filter|Index Recheck): ([0-9]+)");

    private static TestDatabase filled;
    private static Explained explained;
    private static Database database;
    private static Instant now;

    @BeforeAll
    static void fill() throws SQLException {
        filled = TestDatabase.migratedForItself();
        tasks("succeeded_tasks", "succeeded", 12_000, "null");
        tasks("tasks", "failed", 4_000, "'no ' || n");
        filled.execute("""
                insert into taskq.tasks (status, created_at, updated_at, started_at, queued_at, hinted_at, type, caller, correlation_id,
                  payload)
                select 'queued', a.at, a.at, a.at, a.at, a.at, 'type-1', 'shop', '', '{}'
                from generate_series(1, 4000) n
                cross join lateral (select clock_timestamp() - interval '1 hour' + n * interval '1 millisecond' as at) a
                """);
        // Some of them back off.
        filled.execute("""
                insert into taskq.tasks (status, created_at, updated_at, started_at, run_at, attempt, type, caller, correlation_id, payload)
                select 'scheduled', a.at, a.at, a.at, now() + n / 100 * interval '1 minute', n % 2, 'type-1', 'caller-' || n % 3, '', '{}'
                from generate_series(1, 4000) n
                cross join lateral (select clock_timestamp() - interval '3 hours' + n * interval '1 millisecond' as at) a
                """);
        filled.execute("insert into taskq.types (name, floor, used_at) select 'type-' || n, 'epoch', clock_timestamp()"
                + " from generate_series(1, " + TYPES + ") n");
        filled.execute("""
                with opened as (
                  insert into taskq.sessions (process, locks, kind, name, host, types, opened_at)
                  select n, false, 'agent', 'agent-' || n, 'host', '{}', clock_timestamp() from generate_series(1, %d) n
                  returning id, process),
                shown as (insert into taskq.session_status (session_id) select id from opened)
                insert into taskq.heartbeats (session_id, process) select id, process from opened
                """.formatted(SESSIONS));
        filled.execute("""
                insert into taskq.type_history
                select 'minute', case when t = 0 then '' else 'type-' || t end, date_trunc('minute', now()) - m * interval '1 minute', 1, 1, 1,
                  1, 1, 1, '{0, 1}', '{0, 1}', 1, 1, '{1.0}'
                from generate_series(0, %d) t cross join generate_series(0, %d) m
                """.formatted(TYPES, MINUTES - 1));
        filled.execute("""
                insert into taskq.schedules (name, version, every_us, anchor_at, type, params, catch_up, overlap, caller, next_fire_at,
                  created_at, updated_at)
                select 'schedule-' || n, n, 1000000, now(), 'type-1', '{}', 'one', 'allow', 'caller-' || n % 3, now(), now(), now()
                from generate_series(1, 3000) n
                """);
        // Of fifty schedules 80 tasks each are kept, of one 4,000, and those of one were deleted.
        filled.execute("""
                insert into taskq.tasks (status, created_at, updated_at, started_at, queued_at, finished_at, attempt, type, caller, correlation_id,
                  payload, schedule)
                select 'succeeded', a.at, a.at, a.at, a.at, a.at, 1, 'type-1', 'caller-1', '', '{}',
                  'schedule-' || case when n <= 4000 then n % 50 when n <= 8000 then 50 else 51 end
                from generate_series(1, 12000) n
                cross join lateral (select clock_timestamp() - interval '2 hours' + n * interval '1 millisecond' as at) a
                """);
        filled.execute("delete from taskq.tasks where schedule = 'schedule-51'");
        filled.execute("""
                insert into taskq.operations (action, status, ids, dry_run, caller, correlation_id, last_task, created_at, finished_at)
                select 'retry', 'done', '{1}', false, 'caller-' || n % 3, '', 0, now(), now() from generate_series(1, 3000) n
                """);
        filled.execute("""
                insert into taskq.audit (at, caller, action, subject, detail, correlation_id)
                select now(), 'caller-' || n % 3, 'task.retry', 'task ' || n, '', '' from generate_series(1, 10000) n
                """);
        filled.execute("insert into taskq.task_progress (task_id, session_id, claim, reported_at, fraction)"
                + " select n, 1, 1, now(), 0.5 from generate_series(1, 16000) n");
        filled.execute(
                "insert into taskq.task_attempts (task_id, attempt, session_id, agent, started_at, ended_at, outcome)"
                        + " select n, 1, 1, 'agent-1', now(), now(), 'failed' from generate_series(1, 16000) n");
        filled.execute("analyze");
        explained = new Explained(ConnectionSettings.pooled(filled.config()));
        database = new Database(filled.config(), explained.dataSource(), Optional.empty(), Optional.empty());
        now = database.read(StoreHealth::now);
        explained.costs();
    }

    private static void tasks(String table, String status, int number, String error) throws SQLException {
        filled.execute("""
                insert into taskq.%s (status, created_at, updated_at, started_at, finished_at, attempt, max_attempts, timeout_ms, session_id, type,
                  caller, correlation_id, payload, error)
                select '%s', a.at, a.at, a.at, a.at, 1, 5, 60000, 1 + n %% 100, 'type-' || n %% 300, 'caller-' || n %% 3, '', '{}', %s
                from generate_series(1, %d) n
                cross join lateral (select clock_timestamp() - interval '1 hour' + n * interval '1 millisecond' as at) a
                """.formatted(table, status, error, number));
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
        filled.close();
    }

    private static double rowsRead(Cost cost) {
        double rows = 0;
        double loops = 0;
        for (String line : cost.plan().lines().toList()) {
            Matcher scanned = SCANNED.matcher(line);
            Matcher filtered = FILTERED.matcher(line);
            if (scanned.find()) {
                loops = Double.parseDouble(scanned.group(2));
                rows += Double.parseDouble(scanned.group(1)) * loops;
            } else if (line.contains("->")) {
                loops = 0;
            } else if (filtered.find()) {
                rows += Double.parseDouble(filtered.group(1)) * loops;
            }
        }
        return rows;
    }

    private static void assertReadsAtMost(int rows, String view, Runnable read) {
        read.run();
        List<Cost> costs = explained.costs();
        assertThat(costs).as(view).isNotEmpty();
        double all = costs.stream().mapToDouble(RowsOfViewsTest::rowsRead).sum();
        assertThat(all)
                .as(() -> view + "\n"
                        + String.join("\n", costs.stream().map(Cost::plan).toList()))
                .isLessThanOrEqualTo(rows);
    }

    private static void list(int rows, String view, TaskFilter filter) {
        PostgresSubmissions submissions = new PostgresSubmissions(database, 1);
        assertReadsAtMost(rows, view, () -> submissions.list(filter, Optional.empty(), LIMIT, SCAN));
    }

    @Test
    void listOfTasksReadsNoMoreThanItMayScan() {
        list(OF_PAGE + SESSIONS, "all tasks", TaskFilter.ALL);
        list(OF_TASKS, "failed tasks", TaskFilter.ALL.withStatus(TaskStatus.FAILED));
        list(OF_TASKS, "tasks of a type", TaskFilter.ALL.withType("type-7"));
        list(OF_TASKS, "tasks of a caller", TaskFilter.ALL.withCaller("caller-1"));
        list(OF_TASKS, "tasks of no type", TaskFilter.ALL.withType("absent"));
        list(OF_TASKS, "tasks with an error", TaskFilter.ALL.withErrorContaining("absent"));
        list(OF_TASKS, "tasks of an agent", TaskFilter.ALL.withAgent("absent"));
        list(OF_TASKS, "tasks of a call", TaskFilter.ALL.withCorrelationId("absent"));
        list(OF_TASKS, "tasks of a schedule", TaskFilter.ALL.withSchedule("absent"));
        TimeWindow window = new TimeWindow(Optional.of(now.minusSeconds(7_200)), Optional.of(now));
        list(OF_TASKS, "tasks of a window", TaskFilter.ALL.withCreated(window));
        list(
                OF_TASKS,
                "tasks that ended in a window",
                TaskFilter.ALL.withFinished(window).withType("absent"));
    }

    @Test
    void pageOfATaskReadsItsRows() {
        PostgresSubmissions submissions = new PostgresSubmissions(database, 1);
        PostgresInspections inspections = new PostgresInspections(database, 1, 1);
        for (long id : new long[] {7, 12_007, 16_007}) {
            assertReadsAtMost(5 + SESSIONS, "a task", () -> submissions.find(List.of(id)));
            assertReadsAtMost(
                    5 + SESSIONS, "why a task waits", () -> inspections.details(List.of(id), CallDeadline.unbounded()));
        }
        assertReadsAtMost(1, "the type of a task", () -> inspections.types(List.of("type-7")));
    }

    @Test
    void overviewReadsTypesSessionsAndTheirHistoryWithinTheirBounds() {
        PostgresInspections inspections = new PostgresInspections(database, 1, 1);
        PostgresHistory history = new PostgresHistory(database, 1);
        Instant hour = now.minus(Duration.ofHours(1));
        assertReadsAtMost(TYPES, "types", inspections::types);
        assertReadsAtMost(3 * SESSIONS, "agents", inspections::sessions);
        assertReadsAtMost(61, "charts of an hour", () -> history.read(Span.MINUTE, History.ALL, hour, now));
        assertReadsAtMost(61, "charts of a type", () -> history.read(Span.MINUTE, "type-7", hour, now));
        // Of the 27,000 rows of minutes those that are summed up, and those of all types together.
        assertReadsAtMost(
                6 * (TYPES + 1),
                "the part of an hour that may still grow",
                () -> history.sums(now.minus(Duration.ofMinutes(5)), now.plusSeconds(3_600)));
    }

    @Test
    void errorsAreThoseOfTheNewestFailures() {
        PostgresInspections inspections = new PostgresInspections(database, 1, 1);
        assertReadsAtMost(2 * SCAN + SESSIONS, "errors", () -> inspections.failures(Duration.ofDays(1), SCAN));
    }

    @Test
    void listsOfOperationsAndSchedulesReadAPage() {
        PostgresOperations operations = new PostgresOperations(database, 1);
        OptionalLong first = OptionalLong.empty();
        assertReadsAtMost(OF_PAGE, "operations", () -> operations.list(OperationFilter.ALL, first, LIMIT, SCAN));
        // There are at most so many, and the planner may read those of others.
        assertReadsAtMost(
                4 * OF_PAGE,
                "operations of a caller",
                () -> operations.list(OperationFilter.ALL.withCaller("caller-1"), first, LIMIT, SCAN));
        assertReadsAtMost(
                SCAN + LIMIT,
                "operations of another kind",
                () -> operations.list(OperationFilter.ALL.withAction(OperationAction.DELETE), first, LIMIT, SCAN));
        assertReadsAtMost(1, "an operation", () -> operations.find(17));
        PostgresSchedules schedules = new PostgresSchedules(database, 1);
        for (Optional<String> owner : List.of(Optional.<String>empty(), Optional.of("caller-1"))) {
            for (Optional<String> after : List.of(Optional.<String>empty(), Optional.of("schedule-2"))) {
                assertReadsAtMost(OF_PAGE, "schedules", () -> schedules.list(owner, after, LIMIT));
            }
        }
    }

    @Test
    void newestTasksOfThePageOfSchedulesAreReadByTheirIndex() {
        PostgresSchedules schedules = new PostgresSchedules(database, 1);
        List<String> names =
                IntStream.range(0, LIMIT).mapToObj(n -> "schedule-" + (n + 5)).toList();
        for (Optional<String> owner : List.of(Optional.<String>empty(), Optional.of("absent"))) {
            assertReadsAtMost(LIMIT * NEWEST, "tasks of schedules", () -> schedules.newestTasks(names, owner, NEWEST));
        }
        assertThat(schedules.newestTasks(names, Optional.empty(), NEWEST))
                .hasSize(46)
                .containsKey("schedule-50")
                .doesNotContainKey("schedule-51")
                .allSatisfy((name, tasks) -> assertThat(tasks).hasSize(NEWEST));
        // The next test begins without it.
        explained.costs();
    }

    @Test
    void whatIsDueNextIsReadByTheIndexesOfDueTimes() {
        PostgresInspections inspections = new PostgresInspections(database, 1, 1);
        PostgresSchedules schedules = new PostgresSchedules(database, 1);
        for (Instant from : List.of(Instant.EPOCH, now.plusSeconds(600), now.plus(Duration.ofDays(1)))) {
            // A row of a task that backs off has its attempt beside it.
            assertReadsAtMost(
                    2 * LIMIT, "due tasks", () -> inspections.scheduled(from, Optional.empty(), LIMIT, LIMIT));
            assertReadsAtMost(
                    SCAN + LIMIT,
                    "due tasks of a caller",
                    () -> inspections.scheduled(from, Optional.of("caller-1"), LIMIT, SCAN));
            assertReadsAtMost(LIMIT, "next fires", () -> schedules.next(from, Optional.empty(), LIMIT));
        }
        // There are at most so many, and the planner may read all of a caller.
        assertReadsAtMost(
                1_000 + OF_PAGE,
                "next fires of a caller",
                () -> schedules.next(Instant.EPOCH, Optional.of("caller-1"), LIMIT));
        List<DueRange> minutes = IntStream.range(0, 24)
                .mapToObj(n -> new DueRange(now.plusSeconds(60L * n), now.plusSeconds(60L * n + 60)))
                .toList();
        assertReadsAtMost(24 * LIMIT, "due tasks by time", () -> inspections.countDue(minutes, LIMIT));
    }

    @Test
    void auditLogReadsAPageAndNoMoreThanItMayScan() {
        PostgresAuditLog audit = new PostgresAuditLog(database, 1);
        OptionalLong first = OptionalLong.empty();
        AuditFilter caller = AuditFilter.ALL.withCaller("caller-1");
        assertReadsAtMost(OF_PAGE, "all changes", () -> audit.entries(AuditFilter.ALL, first, LIMIT, SCAN));
        assertReadsAtMost(OF_PAGE, "changes of a caller", () -> audit.entries(caller, first, LIMIT, SCAN));
        assertReadsAtMost(OF_PAGE, "a later page", () -> audit.entries(caller, OptionalLong.of(5_000), LIMIT, SCAN));
        for (AuditFilter filter : List.of(AuditFilter.ALL, caller)) {
            assertReadsAtMost(
                    SCAN + LIMIT,
                    "changes of another kind",
                    () -> audit.entries(filter.withAction(AuditAction.RUN_SCHEDULE), first, LIMIT, SCAN));
            assertReadsAtMost(
                    SCAN + LIMIT,
                    "changes of a task",
                    () -> audit.entries(filter.withSubject("absent"), first, LIMIT, SCAN));
        }
    }
}
