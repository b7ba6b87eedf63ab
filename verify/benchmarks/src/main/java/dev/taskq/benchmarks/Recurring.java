package dev.taskq.benchmarks;

import dev.taskq.NewSchedule;
import dev.taskq.PutResult;
import dev.taskq.Recurrence;
import dev.taskq.StoreUnavailableException;
import dev.taskq.coordinator.Schedules;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * What many schedules cost, and how late they fire: idle ones, ones that are spread over a minute, and ones that are all due at the
 * same instant, also with a forgotten transaction. The stamps of a task are those of the database: it was queued by a statement that had not committed, and was claimed
 * after the commit.
 */
final class Recurring {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int CALLERS = 4;
    /** The time of the puts, as far as it is left to them. */
    private static final Duration AT_ONCE = Duration.ZERO;

    private static final int MOST_TRIES = 20;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MINUTES = 3;
    private static final String QUEUED = "t.queued_at";
    /** Before it begins, a task has the time of its insert there. */
    private static final String BEGUN = "case when t.attempt > 0 then t.started_at end";

    private final Bench bench;
    private final int number;
    private final Duration each;

    /**
     * A measurement.
     *
     * @param number how many schedules there are
     * @param each how long the load of idle schedules and the limit are measured
     */
    Recurring(Bench bench, int number, Duration each) {
        this.bench = bench;
        this.number = number;
        this.each = each;
    }

    void run(Table table) throws Exception {
        Measured limit = new BareStatements(bench, each).run();
        table.row(limit);
        bench.startAgents();
        idle(table);
        delete();
        spread(table);
        delete();
        atOneInstant(limit, table);
        withAForgottenTransaction(table);
        delete();
        bench.check();
    }

    private void idle(Table table) throws Exception {
        load("no schedules", table);
        put(i -> Recurrence.every(Duration.ofDays(1)), AT_ONCE);
        load(count() + " idle", table);
    }

    private void load(String name, Table table) throws InterruptedException {
        Cpu before = Cpu.of(bench.stack());
        long begin = System.nanoTime();
        Thread.sleep(each);
        double nanos = System.nanoTime() - begin;
        Cpu used = Cpu.of(bench.stack()).minus(before);
        table.note(String.format(
                Locale.ROOT,
                "%s: Postgres %.2f %%, coordinator %.2f %% of a core",
                name,
                100 * used.postgres().toNanos() / nanos,
                100 * used.coordinator().toNanos() / nanos));
    }

    /** An interval is counted from its put, so the puts are spread. */
    private void spread(Table table) throws Exception {
        put(i -> Recurrence.every(MINUTE), MINUTE);
        measure("spread over a minute", table);
    }

    private void atOneInstant(Measured limit, Table table) throws Exception {
        put(i -> Recurrence.cron("* * * * *", ZoneOffset.UTC), AT_ONCE);
        String since = measure("at one instant", table);
        long millis = bench.ask("select ceil(extract(epoch from max(coalesce(" + BEGUN
                + ", clock_timestamp()) - fire_at)) * 1000)::bigint from taskq.tasks t where fire_at = " + since
                + " + interval '" + (MINUTES - 1) + " minutes'");
        double rate = number * 1_000.0 / millis;
        table.note(String.format(
                Locale.ROOT,
                "%,.0f tasks/s from the instant to the last claim, %.2f of the limit",
                rate,
                rate / limit.rate()));
    }

    /** It keeps the dead rows and index entries of an hour in which each schedule fired each minute. */
    private void withAForgottenTransaction(Table table) throws Exception {
        try (Connection forgotten = bench.connect();
                Statement begin = forgotten.createStatement();
                Connection connection = bench.connect();
                Statement statement = connection.createStatement()) {
            forgotten.setAutoCommit(false);
            begin.execute("select pg_current_xact_id()");
            statement.execute("""
                    do $$ begin
                      update taskq.schedules set next_fire_at = next_fire_at - interval '1 hour', version = version + 1;
                      for minute in 1..60 loop
                        update taskq.schedules set next_fire_at = next_fire_at + interval '1 minute', version = version + 1;
                      end loop;
                    end $$""");
            measure("at one instant, dead rows", table);
            forgotten.rollback();
        }
    }

    /** Returns the first of the minutes. */
    private String measure(String name, Table table) throws Exception {
        String since =
                "timestamptz '" + text("select date_trunc('minute', clock_timestamp()) + interval '1 minute'") + "'";
        awaitTime(since);
        long fired = fired(since);
        Cpu before = Cpu.of(bench.stack());
        long begin = System.nanoTime();
        for (int minute = 1; minute <= MINUTES; minute++) {
            awaitTime(since + " + interval '" + minute + " minutes' - interval '5 seconds'");
            delays(count() + " " + name + ", minute " + minute, since, minute, table);
        }
        table.row(new Measured(
                count() + " " + name,
                fired(since) - fired,
                Duration.ofNanos(System.nanoTime() - begin),
                Cpu.of(bench.stack()).minus(before)));
        return since;
    }

    /**
     * Of the fires whose time is in a minute, but not in its last five seconds. One that has not happened yet, or has not begun,
     * counts with its age.
     */
    private void delays(String name, String since, int minute, Table table) throws SQLException {
        for (String stamp : List.of(QUEUED, BEGUN)) {
            String delays = text("""
                    with m as (select %2$s + %3$d * interval '1 minute' as minute, clock_timestamp() as now)
                    select format('p50 %%1$s ms, p95 %%2$s ms, p99 %%3$s ms, max %%4$s ms, of %%5$s, %%6$s of them not yet',
                      q[1], q[2], q[3], q[4], number, not_yet)
                    from (
                      select percentile_disc(array[0.5, 0.95, 0.99, 1]) within group (order by delay) as q, count(*) as number,
                        count(*) filter (where not_yet) as not_yet
                      from (
                        select round(extract(epoch from coalesce(%1$s, m.now) - t.fire_at) * 1000) as delay, %1$s is null as not_yet
                        from taskq.tasks t, m
                        where t.fire_at >= m.minute and t.fire_at < m.minute + interval '55 seconds'
                        union all
                        select round(extract(epoch from m.now - s.next_fire_at) * 1000), true
                        from taskq.schedules s, m
                        where s.next_fire_at < m.minute + interval '55 seconds') d) p""".formatted(stamp, since, minute - 1));
            table.note(String.format(
                    Locale.ROOT, "%-46s %-10s %s", name, stamp.equals(QUEUED) ? "queued" : "begun", delays));
        }
    }

    private long fired(String since) throws SQLException {
        return bench.ask("select count(*) from taskq.tasks where fire_at >= " + since);
    }

    /** Waits for a time of the database. */
    private void awaitTime(String time) throws SQLException, InterruptedException {
        Thread.sleep(bench.ask(
                "select greatest(0, ceil(extract(epoch from " + time + " - clock_timestamp()) * 1000))::bigint"));
    }

    private void put(IntFunction<Recurrence> recurrence, Duration over)
            throws InterruptedException, ExecutionException {
        Schedules schedules = bench.coordinator().schedules();
        List<Future<PutResult>> puts = new ArrayList<>();
        long begin = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            for (int i = 0; i < number; i++) {
                long due = begin + over.toNanos() / number * i;
                Thread.sleep(
                        Math.max(0, Duration.ofNanos(due - System.nanoTime()).toMillis()));
                NewSchedule schedule = NewSchedule.of("s" + i, recurrence.apply(i), Noop.TYPE.name(), "{\"due\":0}");
                puts.add(threads.submit(() -> put(schedules, schedule)));
            }
        }
        for (Future<PutResult> put : puts) {
            put.get();
        }
    }

    /** On a busy machine a put may be refused. It does no harm to repeat it, and the puts are not measured. */
    private static PutResult put(Schedules schedules, NewSchedule schedule) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return schedules.put(schedule);
            } catch (StoreUnavailableException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private void delete() throws SQLException {
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from taskq.schedules");
            statement.execute("vacuum analyze taskq.schedules");
        }
    }

    private String count() {
        return String.format(Locale.ROOT, "%,d schedules", number);
    }

    private String text(String question) throws SQLException {
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
