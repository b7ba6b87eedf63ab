package dev.taskq.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Fills a store as a large system has it that has run for a while: of ten tasks one failed within the last day, one in a hundred waits, as
 * many are scheduled for the next two days, and the others succeeded. Those that failed are of schedules. The history of each type is that
 * of the last three hours, by the minute; that of all types together is complete.
 */
final class ConsoleRows {
    static final int TYPES = 1_000;
    static final int SCHEDULES = 10_000;
    static final int AUDIT_ENTRIES = 1_000_000;
    static final int OPERATIONS = 1_000;
    private static final int MINUTES_OF_TYPES = 180;

    private final Target target;

    ConsoleRows(Target target) {
        this.target = target;
    }

    void fill(int tasks) throws SQLException {
        tasks(
                "succeeded_tasks",
                "succeeded",
                tasks,
                "n % 10 <> 0 and n % 100 not in (1, 51)",
                "null",
                "null",
                "interval '3 days' * (1 - n / %d.0)".formatted(tasks));
        // A tenth of the errors is of one kind; the ids in the others differ.
        tasks(
                "tasks",
                "failed",
                tasks,
                "n % 10 = 0",
                "case when n % 100 = 0 then 'java.io.IOException: the disk is full' else"
                        + " 'order ' || n || ' of customer ' || md5(n::text) || ': step ' || chr(97 + (n / 10 % 26)::int) || ' failed' end",
                "'schedule-' || 1 + n / 10 %% %d".formatted(SCHEDULES),
                "interval '1 day' * (1 - n / %d.0)".formatted(tasks));
        waiting(tasks);
        scheduled(tasks);
        execute("""
                insert into taskq.types (name, floor, used_at)
                select 'type_' || n, 'epoch', clock_timestamp() from generate_series(0, %d) n
                on conflict do nothing
                """.formatted(TYPES - 1));
        execute("""
                insert into taskq.schedules (name, version, every_us, anchor_at, type, params, catch_up, overlap, caller, next_fire_at,
                  created_at, updated_at)
                select 'schedule-' || n, n, 86400000000, clock_timestamp(), 'type_' || n %% %d, '{}', 'one', 'allow', 'shop',
                  clock_timestamp() + interval '1 day', clock_timestamp(), clock_timestamp()
                from generate_series(1, %d) n
                """.formatted(TYPES, SCHEDULES));
        execute("""
                insert into taskq.operations (action, status, ids, dry_run, caller, correlation_id, last_task, created_at, finished_at)
                select 'retry', 'done', '{1}', false, 'shop', '', 0, clock_timestamp(), clock_timestamp() from generate_series(1, %d) n
                """.formatted(OPERATIONS));
        execute("""
                insert into taskq.audit (at, caller, action, subject, detail, correlation_id)
                select clock_timestamp(), 'caller-' || n %% 20, case when n = 1 then 'schedule.run' else 'task.retry' end, 'task ' || n,
                  'type_' || n %% 1000, md5(n::text)
                from generate_series(1, %d) n
                """.formatted(AUDIT_ENTRIES));
        history("minute", MINUTES_OF_TYPES, "generate_series(0, %d)".formatted(TYPES - 1), "'type_' || t");
        history("minute", 2 * 24 * 60, "(values (0)) v(t)", "''");
        history("hour", 31 * 24, "generate_series(0, 9)", "case when t = 0 then '' else 'type_' || t end");
        execute("vacuum analyze");
        execute("checkpoint");
    }

    private void tasks(String table, String status, int number, String which, String error, String schedule, String age)
            throws SQLException {
        execute("""
                insert into taskq.%s (status, created_at, updated_at, started_at, finished_at, queued_at, hinted_at, attempt, max_attempts,
                  timeout_ms, session_id, claim, type, caller, correlation_id, payload_bytes, payload, agent, error,
                  schedule)
                select '%s', a.at, a.at, a.at, a.at, a.at, a.at, 1, 5, 300000, 1, n, 'type_' || n %% %d, 'caller-' || n %% 20, md5(n::text),
                  10, '{"due": 0}', 'agent-1', %s, %s
                from generate_series(1, %d) n
                cross join lateral (select clock_timestamp() - %s as at) a
                where %s
                """.formatted(table, status, TYPES, error, schedule, number, age, which));
    }

    /** They are of one type, which no agent has. */
    private void waiting(int number) throws SQLException {
        execute("""
                insert into taskq.tasks (status, created_at, updated_at, started_at, queued_at, hinted_at, type, caller, correlation_id,
                  payload_bytes, payload)
                select 'queued', a.at, a.at, a.at, a.at, a.at, 'type_1', 'caller-1', md5(n::text), 10, '{"due": 0}'
                from generate_series(1, %d) n
                cross join lateral (select clock_timestamp() - interval '1 minute' + n * interval '1 microsecond' as at) a
                where n %% 100 = 1
                """.formatted(number));
    }

    /** They are older than those that wait, so that the newest page of tasks that wait shows some. */
    private void scheduled(int number) throws SQLException {
        execute("""
                insert into taskq.tasks (status, created_at, updated_at, started_at, run_at, scheduled_for, type, caller, correlation_id,
                  payload_bytes, payload)
                select 'scheduled', a.at, a.at, a.at, a.at + d.delay, a.at + d.delay, 'type_' || n %% %d, 'caller-' || n %% 20,
                  md5(n::text), 10, '{"due": 0}'
                from generate_series(1, %d) n
                cross join lateral (select clock_timestamp() - interval '2 minutes' as at) a
                cross join lateral (select interval '1 hour' + interval '2 days' * n / %d.0 as delay) d
                where n %% 100 = 51
                """.formatted(TYPES, number, number));
    }

    private void history(String span, int number, String types, String name) throws SQLException {
        execute("""
                insert into taskq.type_history (span, type, at, submitted, started, succeeded, finished, failed_attempts, failed_tasks, waits,
                  runs, slowest_task, slowest_us, versions)
                select '%1$s', %4$s, date_trunc('%1$s', clock_timestamp(), 'UTC') - h * interval '1 %1$s', 60, 60, 54, 60, 6, 6,
                  array_fill(2::bigint, array[30]), array_fill(2::bigint, array[40]), 1, 1000000, array['0.1.0']
                from generate_series(0, %2$d - 1) h cross join %3$s%5$s
                order by h desc
                on conflict do nothing
                """.formatted(span, number, types, name, types.startsWith("generate") ? " t" : ""));
    }

    private void execute(String text) throws SQLException {
        long begin = System.nanoTime();
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
        System.out.printf(
                Locale.ROOT,
                "  filled in %.0f s: %s%n",
                (System.nanoTime() - begin) / 1e9,
                text.strip().lines().findFirst().orElse("").replaceAll(" \\(.*", ""));
    }
}
