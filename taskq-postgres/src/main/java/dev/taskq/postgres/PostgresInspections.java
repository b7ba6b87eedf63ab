package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.HEARTBEATS;
import static dev.taskq.postgres.generated.Tables.SESSIONS;
import static dev.taskq.postgres.generated.Tables.SESSION_STATUS;

import dev.taskq.AttemptOutcome;
import dev.taskq.CallDeadline;
import dev.taskq.ScheduledTask;
import dev.taskq.ScheduledTasks;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.FailedTask;
import dev.taskq.spi.FailedTasks;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.ScheduledScan;
import dev.taskq.spi.ScheduledStep;
import dev.taskq.spi.SessionReading;
import dev.taskq.spi.SessionReading.Reported;
import dev.taskq.spi.SessionReadings;
import dev.taskq.spi.SessionStatus;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TaskMark;
import dev.taskq.spi.TypeReading;
import dev.taskq.spi.TypeTally;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What clients and operators are shown. Reads of single tasks have a bounded share of the pool. */
final class PostgresInspections implements Inspections {
    private static final Query REPORT = Query.load("inspections/report");
    private static final Query FAILURES = Query.load("inspections/failures");
    private static final Query COUNT_SCHEDULED = Query.load("inspections/count_scheduled");
    private static final Query SCHEDULED = Query.load("inspections/scheduled");
    private static final Query COUNT_DUE = Query.load("inspections/count_due");

    /** Whether a session was asked to take no more. */
    private static final Field<Boolean> DRAIN = DSL.field(DSL.name("is_draining"), Boolean.class);

    private final Database database;
    private final long process;
    private final TaskReader reader;
    private final TypeReader types;
    private final Share details;
    private final Share reports;

    PostgresInspections(Database database, long process, int poolSize) {
        this.database = database;
        this.process = process;
        this.reader = new TaskReader(database);
        this.types = new TypeReader(database);
        this.details = Share.ofPool(poolSize);
        this.reports = Share.ofPool(poolSize);
    }

    @Override
    public void report(SessionStatus status) {
        database.write(
                List.of(),
                connection -> REPORT.on(connection)
                        .set("session", status.session())
                        .set("process", process)
                        .set("valid_ms", status.valid().toMillis())
                        .set("version", status.version())
                        .set("slots", status.slots())
                        .set("free_slots", status.freeSlots())
                        .set("held_bytes", status.heldBytes())
                        .set("most_bytes", status.mostBytes())
                        .set("suspect", status.suspect())
                        .longs("running", status.running())
                        .texts("types", column(status, TypeTally::type))
                        .ints("type_running", column(status, TypeTally::running))
                        .longs("type_submitted", column(status, TypeTally::submitted))
                        .longs("type_finished", column(status, TypeTally::finished))
                        .longs("type_failed", column(status, TypeTally::failed))
                        .update());
    }

    private static <T> List<T> column(SessionStatus status, Function<TypeTally, T> value) {
        return status.types().stream().map(value).toList();
    }

    @Override
    public SessionReadings sessions() {
        return database.read(connection -> new SessionReadings(
                StoreHealth.now(connection),
                Jooq.on(connection)
                        .select(SESSIONS.ID, SESSIONS.KIND, SESSIONS.NAME, SESSIONS.HOST, SESSIONS.TYPES)
                        .select(SESSIONS.OPENED_AT)
                        .select(SESSION_STATUS.fields())
                        .select(DSL.coalesce(HEARTBEATS.DRAIN, false).as(DRAIN))
                        .from(SESSIONS)
                        .leftJoin(HEARTBEATS)
                        .on(HEARTBEATS.SESSION_ID.eq(SESSIONS.ID))
                        .leftJoin(SESSION_STATUS)
                        .on(SESSION_STATUS.SESSION_ID.eq(SESSIONS.ID))
                        .where(SESSIONS.ENDED_AT.isNull())
                        .orderBy(SESSIONS.ID)
                        .fetch(PostgresInspections::session)));
    }

    private static SessionReading session(Record row) {
        Instant reportedAt = row.get(SESSION_STATUS.REPORTED_AT);
        return new SessionReading(
                row.get(SESSIONS.ID),
                PostgresSessions.spec(row),
                row.get(SESSIONS.OPENED_AT),
                row.get(DRAIN),
                reportedAt == null ? Optional.empty() : Optional.of(new Reported(reportedAt, status(row))));
    }

    private static SessionStatus status(Record row) {
        List<TypeTally> types = new ArrayList<>();
        String[] names = row.get(SESSION_STATUS.TYPES);
        for (int i = 0; i < names.length; i++) {
            types.add(new TypeTally(
                    names[i],
                    row.get(SESSION_STATUS.TYPE_RUNNING)[i],
                    row.get(SESSION_STATUS.TYPE_SUBMITTED)[i],
                    row.get(SESSION_STATUS.TYPE_FINISHED)[i],
                    row.get(SESSION_STATUS.TYPE_FAILED)[i]));
        }
        return new SessionStatus(
                row.get(SESSIONS.ID),
                row.get(SESSION_STATUS.VERSION),
                row.get(SESSION_STATUS.SLOTS),
                row.get(SESSION_STATUS.FREE_SLOTS),
                row.get(SESSION_STATUS.HELD_BYTES),
                row.get(SESSION_STATUS.MOST_BYTES),
                List.of(row.get(SESSION_STATUS.RUNNING)),
                row.get(SESSION_STATUS.SUSPECT),
                types,
                Duration.ofMillis(row.get(SESSION_STATUS.VALID_MS)));
    }

    @Override
    public List<TypeReading> types() {
        return types.readings();
    }

    @Override
    public List<TypeReading> types(Collection<String> names) {
        return types.readings(names);
    }

    @Override
    public List<ScheduledStep> countScheduled(List<ScheduledScan> scans, int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be 1 or more");
        }
        if (scans.isEmpty()) {
            return List.of();
        }
        return database.read(connection -> COUNT_SCHEDULED
                .on(connection)
                .texts("types", scans.stream().map(ScheduledScan::type).toList())
                .longs("after_id", scans.stream().map(ScheduledScan::after).toList())
                .set("rows", rows)
                .rows(row -> new ScheduledStep(
                        row.number("scheduled"),
                        row.number("scheduled") == rows ? OptionalLong.of(row.number("last")) : OptionalLong.empty())));
    }

    @Override
    public ScheduledTasks scheduled(Instant from, Optional<String> owner, int most, int rows) {
        if (most < 1 || rows < most) {
            throw new IllegalArgumentException("most must be 1 or more, and rows must be no fewer");
        }
        return reports.call(() -> database.read(connection -> scheduled(connection, from, owner, most, rows)));
    }

    private static ScheduledTasks scheduled(
            Connection connection, Instant from, Optional<String> owner, int most, int rows) throws SQLException {
        List<ReadScheduled> read = SCHEDULED
                .on(connection)
                .set("due_from", Stamps.text(from))
                .set("owned", owner.isPresent())
                .set("owner", owner.orElse(""))
                .set("most", most)
                .set("rows", rows)
                .rows(row -> new ReadScheduled(
                        row.integer("number"),
                        row.someInstant("last_at"),
                        row.has("id") ? Optional.of(scheduled(row)) : Optional.empty()));
        ReadScheduled first = read.getFirst();
        return ScheduledTasks.of(
                read.stream().flatMap(row -> row.task().stream()).toList(),
                most,
                first.number() == rows ? first.lastAt() : Optional.empty());
    }

    /**
     * A row of the answer.
     *
     * @param number how many rows were read
     * @param lastAt the due time of the last of them
     * @param task a task; none if none is returned
     */
    private record ReadScheduled(int number, Optional<Instant> lastAt, Optional<ScheduledTask> task) {}

    private static ScheduledTask scheduled(Query.Row row) throws SQLException {
        return new ScheduledTask(
                row.number("id"),
                row.text("type"),
                row.text("caller"),
                row.instant("run_at"),
                row.integer("attempt"),
                row.someText("outcome").map(AttemptOutcome::ofWireName),
                row.someText("schedule"));
    }

    @Override
    public List<Integer> countDue(List<DueRange> ranges, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be 1 or more");
        }
        if (ranges.isEmpty()) {
            return List.of();
        }
        return reports.call(() -> database.read(connection -> COUNT_DUE
                .on(connection)
                .instants("begins", ranges.stream().map(DueRange::from).toList())
                .instants("ends", ranges.stream().map(DueRange::before).toList())
                .set("rows", most)
                .rows(row -> row.integer("due"))));
    }

    @Override
    public List<TaskDetail> details(Collection<Long> ids, CallDeadline caller) {
        return details.call(caller, wait -> reader.details(ids, wait));
    }

    @Override
    public FailedTasks failures(Duration window, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be 1 or more");
        }
        return reports.call(() -> database.read(connection -> failures(connection, window, most)));
    }

    private static FailedTasks failures(Connection connection, Duration window, int most) throws SQLException {
        Instant now = StoreHealth.now(connection);
        List<ReadFailure> read = FAILURES.on(connection)
                .set("since", now.minus(window))
                .set("most", most)
                .set("longest", LONGEST_ERROR_READ)
                .rows(row -> new ReadFailure(
                        row.flag("is_failed"),
                        new FailedTask(
                                row.number("id"),
                                row.text("type"),
                                row.instant("finished_at"),
                                row.text("error"),
                                row.someText("version"))));
        return new FailedTasks(
                now,
                read.stream()
                        .filter(ReadFailure::isFailed)
                        .map(ReadFailure::task)
                        .toList(),
                read.size() == most ? Optional.of(read.getLast().task().failedAt()) : Optional.empty());
    }

    /** A row that ended with an error: failed, or cancelled after it. */
    private record ReadFailure(boolean isFailed, FailedTask task) {}

    @Override
    public Map<Long, TaskMark> marks(Collection<Long> ids) {
        return reader.marks(ids);
    }
}
