package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.SCHEDULES;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toUnmodifiableList;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.not;

import dev.taskq.EditResult;
import dev.taskq.FiredTask;
import dev.taskq.ForeignScheduleException;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.PutResult;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.TaskStatus;
import dev.taskq.postgres.generated.tables.records.SchedulesRecord;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.DueSchedules;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.ScheduleRow;
import dev.taskq.spi.Schedules;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;

/** Schedules. The calls of clients have a bounded share of the pool. */
final class PostgresSchedules implements Schedules {
    private static final Query RAN = Query.load("schedules/ran");
    private static final Query ROOM = Query.load("schedules/room");
    private static final Query NEWEST = Query.load("schedules/newest");

    /**
     * Puts of new schedules take turns, so that together they do not exceed a bound. A lock on the table would hold up fires, and
     * would wait for a vacuum. Keys of two numbers are none of those by which processes show that they live.
     */
    static final String TAKE_TURNS = "select pg_advisory_xact_lock('taskq.schedules'::regclass::oid::int, 0)";

    /** The index of next fires has no names. If the statement sorted by them, it would read all schedules that fire at one time. */
    private static final Comparator<Schedule> BY_NEXT_FIRE = Comparator.comparing(
                    (Schedule schedule) -> schedule.nextFireAt().orElse(Instant.MAX))
            .thenComparing(Schedule::name);

    private final Database database;
    private final Share calls;

    PostgresSchedules(Database database, int poolSize) {
        this.database = database;
        this.calls = Share.ofPool(poolSize);
    }

    @Override
    public PutResult put(NewSchedule definition, Optional<String> owner, int mostOfCaller) {
        return unchanged(definition, owner)
                .map(schedule -> new PutResult(schedule, PutResult.Effect.UNCHANGED))
                .orElseGet(() -> calls.call(() ->
                        database.transact(List.of(), connection -> put(connection, definition, owner, mostOfCaller))));
    }

    /**
     * A schedule that is stored as it is to be put. Each start of an application puts its schedules again, so this is what happens
     * most, and it needs no lock. A server that takes no writes may have an outdated row, so its answer does not count.
     */
    private Optional<Schedule> unchanged(NewSchedule definition, Optional<String> owner) {
        return calls.call(() -> database.read(connection -> Jooq.on(connection)
                .selectFrom(SCHEDULES)
                .where(named(definition.name(), owner))
                .and(not(condition(PrimarySource.READ_ONLY)))
                .fetchOptional(StoredSchedule::row)
                .filter(row -> row.is(definition))
                .map(ScheduleRow::schedule)));
    }

    private static PutResult put(
            Connection connection, NewSchedule definition, Optional<String> owner, int mostOfCaller)
            throws SQLException {
        Optional<ScheduleRow> found = hold(connection, definition.name(), Optional.empty());
        if (found.isEmpty()) {
            takeTurns(connection);
            // Another process of the same application may have put it meanwhile.
            found = hold(connection, definition.name(), Optional.empty());
        }
        if (found.isEmpty()) {
            requireRoom(connection, definition, mostOfCaller);
            ScheduleRow created = ScheduleRow.create(definition, StoreHealth.now(connection));
            Jooq.on(connection)
                    .insertInto(SCHEDULES)
                    .set(StoredSchedule.record(created))
                    .execute();
            return new PutResult(created.schedule(), PutResult.Effect.CREATED);
        }
        ScheduleRow before = found.get();
        if (owner.filter(caller -> !caller.equals(before.schedule().definition().caller()))
                .isPresent()) {
            throw new ForeignScheduleException(definition.name());
        }
        if (before.is(definition)) {
            return new PutResult(before.schedule(), PutResult.Effect.UNCHANGED);
        }
        ScheduleRow after = before.put(definition, StoreHealth.now(connection));
        update(connection, after);
        return new PutResult(after.schedule(), PutResult.Effect.CHANGED);
    }

    @Override
    public EditResult edit(NewSchedule definition, Instant seen, Optional<String> owner) {
        return calls.call(() -> database.transact(List.of(), connection -> edit(connection, definition, seen, owner)));
    }

    private static EditResult edit(Connection connection, NewSchedule definition, Instant seen, Optional<String> owner)
            throws SQLException {
        Optional<ScheduleRow> found = hold(connection, definition.name(), owner);
        if (found.isEmpty()) {
            return new EditResult.NotFound(definition.name());
        }
        ScheduleRow before = found.get();
        if (!before.schedule().updatedAt().equals(seen)) {
            return new EditResult.ChangedSince(before.schedule());
        }
        ScheduleRow after = before.put(definition, StoreHealth.now(connection));
        update(connection, after);
        return new EditResult.Edited(after.schedule());
    }

    /** From here on no other transaction stores a new schedule, until this one ends. */
    private static void takeTurns(Connection connection) throws SQLException {
        try (Statement turn = connection.createStatement()) {
            turn.execute(TAKE_TURNS);
        }
    }

    private static void requireRoom(Connection connection, NewSchedule definition, int mostOfCaller)
            throws SQLException {
        Stored stored = ROOM.on(connection)
                .set("caller", definition.caller())
                .row(row -> new Stored(row.number("all_callers"), row.number("of_caller")));
        Schedules.requireRoom(definition, stored.allCallers(), stored.ofCaller(), mostOfCaller);
    }

    /** How many schedules are stored. */
    private record Stored(long allCallers, long ofCaller) {}

    private static void update(Connection connection, ScheduleRow row) {
        SchedulesRecord changed = StoredSchedule.record(row);
        Jooq.on(connection)
                .update(SCHEDULES)
                .set(changed)
                .where(SCHEDULES.NAME.eq(row.schedule().name()))
                .execute();
    }

    private static Condition named(String name, Optional<String> owner) {
        return SCHEDULES.NAME.eq(name).and(ofOwner(owner));
    }

    private static Condition ofOwner(Optional<String> owner) {
        return owner.map(SCHEDULES.CALLER::eq).orElse(noCondition());
    }

    /** Reads a schedule and locks its row. The clock must be read after that, because a locked row is waited for. */
    private static Optional<ScheduleRow> hold(Connection connection, String name, Optional<String> owner) {
        return Jooq.on(connection)
                .selectFrom(SCHEDULES)
                .where(named(name, owner))
                .forUpdate()
                .fetchOptional(StoredSchedule::row);
    }

    @Override
    public Optional<Schedule> find(String name, Optional<String> owner) {
        return calls.call(() -> database.read(connection -> Jooq.on(connection)
                .selectFrom(SCHEDULES)
                .where(named(name, owner))
                .fetchOptional(StoredSchedule::row)
                .map(ScheduleRow::schedule)));
    }

    @Override
    public SchedulePage list(Optional<String> owner, Optional<String> after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more");
        }
        List<Schedule> found = calls.call(() -> database.read(connection -> Jooq.on(connection)
                .select(StoredSchedule.BRIEF)
                .from(SCHEDULES)
                .where(ofOwner(owner))
                .and(after.map(SCHEDULES.NAME::gt).orElse(noCondition()))
                .orderBy(SCHEDULES.NAME)
                .limit(limit + 1)
                .fetchInto(SCHEDULES)
                .map(StoredSchedule::listed)));
        return found.size() > limit
                ? new SchedulePage(
                        found.subList(0, limit),
                        Optional.of(found.get(limit - 1).name()))
                : new SchedulePage(found, Optional.empty());
    }

    @Override
    public List<Schedule> next(Instant from, Optional<String> owner, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be 1 or more");
        }
        return calls.call(() -> database.read(connection -> Jooq.on(connection)
                .select(StoredSchedule.BRIEF)
                .from(SCHEDULES)
                .where(SCHEDULES.NEXT_FIRE_AT.ge(Stamps.bounded(from)))
                .and(ofOwner(owner))
                .orderBy(SCHEDULES.NEXT_FIRE_AT)
                .limit(most)
                .fetchInto(SCHEDULES)
                .map(StoredSchedule::listed)
                .stream()
                .sorted(BY_NEXT_FIRE)
                .toList()));
    }

    @Override
    public Map<String, List<FiredTask>> newestTasks(Collection<String> names, Optional<String> owner, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be 1 or more");
        }
        return names.isEmpty()
                ? Map.of()
                : calls.call(() -> database.read(connection -> newestTasks(connection, names, owner, most)));
    }

    private static Map<String, List<FiredTask>> newestTasks(
            Connection connection, Collection<String> names, Optional<String> owner, int most) throws SQLException {
        List<OfSchedule> rows = NEWEST.on(connection)
                .texts("names", List.copyOf(names))
                .set("owned", owner.isPresent())
                .set("owner", owner.orElse(""))
                .set("most", most)
                .rows(row -> new OfSchedule(
                        row.text("schedule"),
                        new FiredTask(
                                row.number("id"),
                                TaskStatus.ofWireName(row.text("status")),
                                row.instant("created_at"),
                                row.someInstant("started_at"),
                                row.someInstant("finished_at"))));
        return rows.stream()
                .collect(groupingBy(
                        OfSchedule::schedule, LinkedHashMap::new, mapping(OfSchedule::task, toUnmodifiableList())));
    }

    /** A task and the name of its schedule. */
    private record OfSchedule(String schedule, FiredTask task) {}

    @Override
    public Optional<Schedule> setPaused(String name, boolean paused, Optional<String> owner) {
        return calls.call(() -> database.transact(List.of(), connection -> {
            Optional<ScheduleRow> found = hold(connection, name, owner);
            if (found.filter(row -> row.schedule().paused() != paused).isEmpty()) {
                return found.map(ScheduleRow::schedule);
            }
            ScheduleRow after = found.get().setPaused(paused, StoreHealth.now(connection));
            update(connection, after);
            return Optional.of(after.schedule());
        }));
    }

    @Override
    public boolean delete(String name, Optional<String> owner) {
        return calls.call(() -> database.write(
                List.of(),
                connection -> Jooq.on(connection)
                                .deleteFrom(SCHEDULES)
                                .where(named(name, owner))
                                .execute()
                        == 1));
    }

    @Override
    public Run run(String name, Optional<String> owner, Optional<String> key, Origin origin) {
        return calls.call(() -> database.transact(List.of(), connection -> run(connection, name, owner, key, origin)));
    }

    private static Run run(
            Connection connection, String name, Optional<String> owner, Optional<String> key, Origin origin)
            throws SQLException {
        Optional<ScheduleRow> found = hold(connection, name, owner);
        if (found.isEmpty()) {
            return new Run(new RunResult.NotFound(name), Optional.empty());
        }
        ScheduleRow row = found.get();
        NewTask task = row.task(Optional.empty(), origin);
        Insert insert = new Insert(
                key.map(task::withIdempotencyKey).orElse(task), key.isPresent() ? ScheduleRow.runHash(name) : "");
        boolean isLive = row.overlaps(StoredSchedule.lastStatus(connection, row));
        if (isLive && !TaskInserter.isKnown(connection, insert)) {
            return new Run(
                    new RunResult.Overlapping(row.schedule().last().task().orElseThrow()), Optional.empty());
        }
        Inserted inserted = TaskInserter.insertOn(connection, insert);
        if (!inserted.replayed()) {
            RAN.on(connection).set("name", name).set("task", inserted.id()).update();
        }
        return new Run(new RunResult.Queued(inserted.id(), inserted.replayed()), inserted.hint());
    }

    @Override
    public DueSchedules due(DueRange range, int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be 1 or more");
        }
        return database.read(connection -> ScheduleFires.due(connection, range, max));
    }

    @Override
    public List<FireResult> fire(List<FireStep> steps) {
        if (steps.isEmpty()) {
            return List.of();
        }
        return database.write(List.of(), connection -> ScheduleFires.fire(connection, steps));
    }

    @Override
    public long count() {
        return database.read(connection -> Jooq.on(connection).fetchCount(SCHEDULES));
    }
}
