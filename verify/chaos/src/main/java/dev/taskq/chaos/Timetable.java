package dev.taskq.chaos;

import dev.taskq.chaos.plugin.Job;
import dev.taskq.chaos.plugin.Job.Kind;
import dev.taskq.client.NewSchedule;
import dev.taskq.client.NewSchedule.CatchUp;
import dev.taskq.client.NewSchedule.Overlap;
import dev.taskq.client.NewSchedule.Recurrence;
import dev.taskq.client.Retries;
import dev.taskq.client.TaskqClient;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The schedules of a run: put before the first fault, and stopped after the last one. */
final class Timetable {
    private static final Recurrence EVERY_SECOND = new Recurrence.Every(Duration.ofSeconds(1));

    /** No fault keeps Postgres or all leaders away for as many seconds. */
    static final int MOST_MISSED = 100;

    private static final int LONG_MILLIS = 3_000;
    private static final Retries WHILE_STARTING = new Retries(50, Duration.ofMinutes(2));

    private Timetable() {}

    /**
     * A schedule at the end of a run.
     *
     * @param name its name
     * @param allCaughtUp whether it fires each fire time, however late
     * @param interval the time from one fire time to the next
     * @param firstAt its first fire time
     * @param nextAt the fire time at which it was stopped
     * @param stoppedAt when it was stopped
     * @param fired the tasks that its row counts
     * @param skipped the fire times that its row counts as skipped
     * @param apart whether its tasks may not overlap
     * @param fires its tasks, in the order of their fire times
     */
    record Row(
            String name,
            boolean allCaughtUp,
            long interval,
            long firstAt,
            long nextAt,
            long stoppedAt,
            long fired,
            long skipped,
            boolean apart,
            List<Fire> fires) {
        Row {
            fires = List.copyOf(fires);
        }

        /** How many fire times there were. */
        long times() {
            return (nextAt - firstAt) / interval;
        }
    }

    /**
     * A task of a schedule.
     *
     * @param time its fire time
     * @param storedAt when it was stored
     * @param finalAt when it became final; far in the future if it is not
     */
    record Fire(long time, long storedAt, long finalAt) {}

    static List<String> names() {
        return all().stream().map(NewSchedule::name).toList();
    }

    private static List<NewSchedule> all() {
        return List.of(
                schedule(1, "all", EVERY_SECOND, Kind.QUICK).withCatchUp(new CatchUp.All(MOST_MISSED)),
                schedule(2, "one", EVERY_SECOND, Kind.QUICK),
                schedule(3, "skip", EVERY_SECOND, Kind.QUICK).withCatchUp(new CatchUp.Skip()),
                schedule(4, "apart", EVERY_SECOND, Kind.WAIT).withOverlap(Overlap.SKIP),
                schedule(5, "cron", new Recurrence.Cron("* * * * *", "Europe/Berlin"), Kind.FAIL_ONCE));
    }

    private static NewSchedule schedule(int number, String name, Recurrence recurrence, Kind kind) {
        return NewSchedule.of(name, recurrence, "red").withParams(new Job(-number, 0, kind, LONG_MILLIS));
    }

    /** Puts the schedules. The first calls to a coordinator on a busy machine may be refused, so they are repeated. */
    static void put(Cluster cluster) throws InterruptedException {
        try (TaskqClient client = TaskqClient.builder(
                        cluster.coordinators().getFirst().address())
                .token(cluster.token().secret())
                .retries(WHILE_STARTING)
                .build()) {
            for (NewSchedule schedule : all()) {
                client.schedules().put(schedule);
            }
        }
    }

    /** Stops the schedules where they are: {@link #read} takes the day off again. */
    static void stop(Database database) throws SQLException {
        database.execute("""
                update taskq.schedules
                set next_fire_at = next_fire_at + interval '1 day', version = version + 1, updated_at = clock_timestamp()
                """);
    }

    static List<Row> read(Database database) throws SQLException {
        Map<String, List<Fire>> fires = database
                .query(
                        "select schedule, fire_at, created_at, finished_at from taskq.tasks"
                                + " where schedule is not null and fire_at is not null order by fire_at",
                        row -> Map.entry(row.getString(1), fire(row)))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return database.query("""
                select s.name, s.catch_up = 'all', coalesce(s.every_us, 60000000),
                  case when s.every_us is null then date_trunc('minute', s.created_at) + interval '1 minute'
                    else s.anchor_at + s.every_us * interval '1 microsecond' end,
                  s.next_fire_at - interval '1 day', s.updated_at, s.fired, s.skipped, s.overlap = 'skip'
                from taskq.schedules s order by s.name
                """, row -> row(row, fires.getOrDefault(row.getString(1), List.of())));
    }

    private static Fire fire(ResultSet row) throws SQLException {
        Timestamp finalAt = row.getTimestamp(4);
        return new Fire(
                micros(row.getTimestamp(2)),
                micros(row.getTimestamp(3)),
                finalAt == null ? Long.MAX_VALUE : micros(finalAt));
    }

    private static Row row(ResultSet row, List<Fire> fires) throws SQLException {
        return new Row(
                row.getString(1),
                row.getBoolean(2),
                row.getLong(3),
                micros(row.getTimestamp(4)),
                micros(row.getTimestamp(5)),
                micros(row.getTimestamp(6)),
                row.getLong(7),
                row.getLong(8),
                row.getBoolean(9),
                fires);
    }

    private static long micros(Timestamp time) {
        return Time.micros(time.toInstant());
    }
}
