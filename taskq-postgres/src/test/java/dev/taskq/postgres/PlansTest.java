package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every batch statement finds its tasks by the key, or by the one index meant for it. That holds for the generic plan
 * and any statistics.
 */
class PlansTest {
    private static final Pattern READ =
            Pattern.compile("(\\w[\\w ]*Scan)(?: Backward)?(?: using (\\w+))? on (?:succeeded_)?tasks\\b.*");
    private static final String BY_CTID = "ctid";
    private static final String SUCCEEDED = "succeeded_tasks_pkey";
    private static final String SUCCEEDED_KEY = "succeeded_tasks_key";
    /** Of one key, which has few entries. */
    private static final String BITMAP_OF_KEY = "->  Bitmap Index Scan on " + SUCCEEDED_KEY;

    /** For each statement, the indexes by which it may find tasks. */
    private static final Map<String, Set<String>> WAYS = Map.ofEntries(
            Map.entry("submissions/insert", Set.of()),
            Map.entry("submissions/insert_keyed", Set.of("tasks_key", SUCCEEDED_KEY)),
            Map.entry("submissions/keyed", Set.of("tasks_key", SUCCEEDED_KEY)),
            Map.entry("dispatch/claim", Set.of("tasks_pkey", BY_CTID)),
            Map.entry("dispatch/claim_rest", Set.of("tasks_pkey")),
            Map.entry("dispatch/settle", Set.of("tasks_pkey", BY_CTID)),
            Map.entry("dispatch/settle_rest", Set.of("tasks_pkey")),
            Map.entry("completions/complete", Set.of("tasks_pkey", SUCCEEDED, BY_CTID)),
            Map.entry("completions/checkpoint", Set.of("tasks_pkey", BY_CTID)),
            Map.entry("dispatch/waiting", Set.of("tasks_open")),
            Map.entry("completions/orphans", Set.of("tasks_open")),
            Map.entry("dispatch/count", Set.of("tasks_open")),
            Map.entry("inspections/count_scheduled", Set.of("tasks_open")),
            Map.entry("operations/scheduled", Set.of("tasks_open")),
            Map.entry("inspections/failures", Set.of("tasks_failed")),
            Map.entry("inspections/scheduled", Set.of("tasks_due")),
            Map.entry("inspections/count_due", Set.of("tasks_due")),
            Map.entry("dispatch/hinted", Set.of("tasks_pkey", BY_CTID)),
            Map.entry("dispatch/promote", Set.of("tasks_due", BY_CTID)),
            Map.entry("dispatch/promote_some", Set.of("tasks_pkey", BY_CTID)),
            Map.entry("dispatch/next_due", Set.of("tasks_due")),
            Map.entry("schedules/due", Set.of()),
            Map.entry("schedules/fire", Set.of("tasks_pkey")),
            Map.entry("schedules/ran", Set.of("tasks_pkey")),
            Map.entry("schedules/newest", Set.of("tasks_schedule")),
            Map.entry("completions/purge", Set.of("tasks_pkey", SUCCEEDED, BY_CTID)),
            Map.entry("submissions/hold", Set.of("tasks_pkey", SUCCEEDED)),
            Map.entry("submissions/cancel", Set.of("tasks_pkey", BY_CTID)),
            Map.entry("submissions/retry", Set.of("tasks_pkey", BY_CTID)),
            Map.entry("submissions/run_now", Set.of("tasks_pkey", BY_CTID)),
            Map.entry("submissions/delete", Set.of("tasks_pkey", SUCCEEDED, BY_CTID)),
            Map.entry("completions/forgive", Set.of("tasks_pkey", SUCCEEDED, BY_CTID)),
            Map.entry("sessions/all", Set.of()),
            Map.entry("sessions/heartbeat", Set.of()),
            Map.entry("sessions/report_progress", Set.of("tasks_pkey")),
            Map.entry("sessions/heartbeat_ask", Set.of("tasks_pkey")));

    private static final Map<String, String> SQL_TYPES = Map.ofEntries(
            Map.entry("session", "bigint"),
            Map.entry("token", "bigint"),
            Map.entry("process", "bigint"),
            Map.entry("commit", "text"),
            Map.entry("lock_timeout", "text"),
            Map.entry("statement_timeout", "text"),
            Map.entry("max", "int"),
            Map.entry("versions", "bigint[]"),
            Map.entry("next_at", "timestamptz[]"),
            Map.entry("skipped", "int[]"),
            Map.entry("last_skipped_at", "timestamptz[]"),
            Map.entry("latest_at", "timestamptz[]"),
            Map.entry("times", "int[]"),
            Map.entry("places", "bigint[]"),
            Map.entry("fire_at", "timestamptz[]"),
            Map.entry("name", "text"),
            Map.entry("owned", "boolean"),
            Map.entry("owner", "text"),
            Map.entry("task", "bigint"),
            Map.entry("type", "text"),
            Map.entry("below", "bigint"),
            Map.entry("down_to", "bigint"),
            Map.entry("most", "int"),
            Map.entry("due_from", "text"),
            Map.entry("due_before", "text"),
            Map.entry("error", "text"),
            Map.entry("rows", "bigint"),
            Map.entry("longest", "int"),
            Map.entry("since", "timestamptz"),
            Map.entry("after", "bigint"),
            Map.entry("stamp", "timestamptz"),
            Map.entry("most_ahead_us", "bigint"),
            Map.entry("grace_us", "bigint"),
            Map.entry("retention_us", "bigint"),
            Map.entry("failed_retention_us", "bigint"),
            Map.entry("wait_us", "bigint"),
            Map.entry("lease_us", "bigint"),
            Map.entry("furthest_end_us", "bigint"),
            Map.entry("wish", "text"),
            Map.entry("with_facts", "boolean"),
            Map.entry("hints_fail", "boolean"),
            Map.entry("any_hints_fail", "boolean"),
            Map.entry("facts_at_us", "bigint"),
            Map.entry("facts_valid_us", "bigint"),
            Map.entry("valid_ms", "bigint"),
            Map.entry("agents", "int"),
            Map.entry("heartbeat_period_us", "bigint"),
            Map.entry("id_may_be_taken", "boolean"),
            Map.entry("own", "boolean[]"),
            Map.entry("by_holder", "boolean[]"),
            Map.entry("ids", "bigint[]"),
            Map.entry("sessions", "bigint[]"),
            Map.entry("tokens", "bigint[]"),
            Map.entry("after_id", "bigint[]"),
            Map.entry("timeouts_ms", "bigint[]"),
            Map.entry("delays_us", "bigint[]"),
            Map.entry("max_attempts", "int[]"),
            Map.entry("takes_suspect", "boolean"),
            Map.entry("suspect_losses", "int"),
            Map.entry("bytes", "bigint"),
            Map.entry("one_always", "boolean"),
            Map.entry("most_losses", "int[]"),
            Map.entry("attempts", "int[]"),
            Map.entry("numbers", "int[]"),
            Map.entry("sizes", "bigint[]"),
            Map.entry("fractions", "float8[]"),
            Map.entry("failures", "int[]"),
            Map.entry("losses", "int[]"),
            Map.entry("releases", "int[]"),
            Map.entry("scans", "int[]"),
            Map.entry("maxes", "int[]"),
            Map.entry("due_at", "timestamptz[]"),
            Map.entry("begins", "timestamptz[]"),
            Map.entry("ends", "timestamptz[]"),
            Map.entry("after_at", "timestamptz[]"),
            Map.entry("before", "timestamptz[]"),
            Map.entry("stamps", "timestamptz[]"));

    private static final Map<String, String> AUDIT_TYPES =
            Map.of("before_id", "bigint", "scan", "int", "most", "int", "caller", "text");

    @Test
    void everyStatementUsesItsKeyOnAnEmptyTable() throws Exception {
        try (TestDatabase database = database()) {
            checkPlans(database);
            database.execute("analyze taskq.tasks, taskq.succeeded_tasks");
            checkPlans(database);
        }
    }

    @Test
    void everyStatementUsesItsKeyOnAYoungTable() throws Exception {
        try (TestDatabase database = database()) {
            fill(database, 300);
            database.execute("analyze taskq.tasks, taskq.succeeded_tasks");
            checkPlans(database);
        }
    }

    @Test
    void everyStatementUsesItsKeyOnATableThatGrewSinceItWasAnalysedAndOnAFullOne() throws Exception {
        try (TestDatabase database = database()) {
            database.execute("analyze taskq.tasks, taskq.succeeded_tasks");
            fill(database, 200_000);
            checkPlans(database);
            database.execute("analyze taskq.tasks, taskq.succeeded_tasks");
            checkPlans(database);
        }
    }

    @Test
    @Tag("full")
    void everyStatementUsesItsKeyOnATableOfMillions() throws Exception {
        try (TestDatabase database = database()) {
            fill(database, 3_000_000);
            database.execute("vacuum analyze taskq.tasks, taskq.succeeded_tasks");
            checkPlans(database);
        }
    }

    /** A sort would read all rows that a page may look at, however short the page is. */
    @Test
    void pageOfTheAuditLogIsReadInTheOrderOfItsIndex() throws Exception {
        try (TestDatabase database = database();
                Connection connection = database.connectAsPool();
                Statement statement = connection.createStatement()) {
            database.execute("""
                    insert into taskq.audit (at, caller, action, subject, detail, correlation_id)
                    select clock_timestamp(), 'caller ' || n % 3, 'type.pause', 'type a', repeat('x', 200), ''
                    from generate_series(1, 20000) n
                    """);
            database.execute("analyze taskq.audit");
            statement.execute("set plan_cache_mode = force_generic_plan");
            for (String name : List.of("audit/list", "audit/list_of_caller")) {
                Query query = Query.load(name);
                String types = list(query, parameter -> AUDIT_TYPES.getOrDefault(parameter, "text[]"));
                statement.execute("prepare %s %s as %s".formatted(prepared(name), types, numbered(query.sql())));
                String nulls = list(query, any -> "null");
                List<String> plan = TestDatabase.query(
                        connection, "explain (costs off) execute %s %s".formatted(prepared(name), nulls));
                assertThat(plan)
                        .as(name)
                        .noneMatch(line -> line.contains("Sort"))
                        .anyMatch(line -> line.contains("Index Scan Backward"));
            }
        }
    }

    private static TestDatabase database() throws SQLException {
        TestDatabase database = TestDatabase.migratedForItself();
        // Only the test decides when statistics are collected.
        database.execute("alter table taskq.tasks set (autovacuum_enabled = off)");
        database.execute("alter table taskq.succeeded_tasks set (autovacuum_enabled = off)");
        return database;
    }

    /** Of ten tasks one is queued, one runs, one is scheduled, one failed, and six succeeded. */
    private static void fill(TestDatabase database, int rows) throws SQLException {
        fill(database, rows, "tasks", "<>");
        fill(database, rows, "succeeded_tasks", "=");
    }

    private static void fill(TestDatabase database, int rows, String table, String succeeded) throws SQLException {
        database.execute("""
                insert into taskq.%s (status, created_at, updated_at, started_at, attempt, max_attempts, timeout_ms,
                  session_id, claim, run_at, queued_at, hinted_at, finished_at, type, caller, correlation_id, payload)
                select s.status, a.at, a.at, a.at, 1, 5, 60000, 1, 1,
                  case when s.status = 'scheduled' then a.at + interval '1 hour' end, a.at,
                  case when s.status <> 'scheduled' then a.at end,
                  case when s.status in ('succeeded', 'failed') then a.at end,
                  'type_' || n %% 7, 'caller', 'correlation', '{"n": 1}'
                from generate_series(1, %d) n
                cross join lateral (select clock_timestamp() as at) a
                cross join lateral (select coalesce(
                  (array['queued', 'running', 'scheduled', 'failed'])[n %% 10 + 1], 'succeeded') as status) s
                where s.status %s 'succeeded'
                """.formatted(table, rows, succeeded));
    }

    private static void checkPlans(TestDatabase database) throws SQLException {
        SoftAssertions all = new SoftAssertions();
        try (Connection connection = database.connectAsPool();
                Statement statement = connection.createStatement()) {
            statement.execute("set statement_timeout = 0");
            statement.execute("set plan_cache_mode = force_generic_plan");
            for (String name : new TreeSet<>(WAYS.keySet())) {
                List<String> plan = plan(connection, name);
                all.assertThat(waysToTasks(plan))
                        .as("%s%n%s", name, String.join("\n", plan))
                        .isEqualTo(WAYS.get(name));
            }
        }
        all.assertAll();
    }

    private static List<String> plan(Connection connection, String name) throws SQLException {
        Query query = Query.load(name);
        try (Statement statement = connection.createStatement()) {
            statement.execute("prepare %s %s as %s".formatted(prepared(name), types(query), numbered(query.sql())));
        }
        String nulls = list(query, any -> "null");
        List<String> plan =
                TestDatabase.query(connection, "explain (costs off) execute %s %s".formatted(prepared(name), nulls));
        assertThat(plan).as(name).isNotEmpty();
        return plan;
    }

    private static String prepared(String name) {
        return name.replace('/', '_');
    }

    private static String types(Query query) {
        return list(query, parameter -> SQL_TYPES.getOrDefault(parameter, "text[]"));
    }

    /** In brackets, which a statement without parameters must not have. */
    private static String list(Query query, UnaryOperator<String> item) {
        return query.parameters().isEmpty()
                ? ""
                : query.parameters().stream().map(item).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String numbered(String sql) {
        String[] parts = sql.split("\\?", -1);
        return IntStream.range(0, parts.length)
                .mapToObj(i -> (i == 0 ? "" : "$" + i) + parts[i])
                .collect(Collectors.joining());
    }

    /** How the plan reads tasks; a read of a whole index counts as a read of the whole table. */
    private static Set<String> waysToTasks(List<String> plan) {
        Set<String> ways = new TreeSet<>();
        for (int i = 0; i < plan.size(); i++) {
            Matcher read = READ.matcher(plan.get(i));
            if (read.find()) {
                String condition = i + 1 < plan.size() ? plan.get(i + 1).strip() : "";
                if (read.group(1).equals("Bitmap Heap Scan")
                        && plan.subList(i, Math.min(i + 4, plan.size())).stream()
                                .anyMatch(line -> line.strip().equals(BITMAP_OF_KEY))) {
                    ways.add(SUCCEEDED_KEY);
                    continue;
                }
                boolean bounded = condition.startsWith("Index Cond:") || condition.startsWith("TID Cond:");
                String way = read.group(1).equals("Tid Scan") ? BY_CTID : String.valueOf(read.group(2));
                ways.add(bounded ? way : "whole " + way);
            }
        }
        return ways;
    }
}
