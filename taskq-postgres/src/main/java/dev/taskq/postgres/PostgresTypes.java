package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TYPES;
import static org.jooq.impl.DSL.noCondition;

import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeRefusal;
import dev.taskq.spi.TypeRefusal.Reason;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Types;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/** The known types. */
final class PostgresTypes implements Types {
    private static final Query ANNOUNCE = Query.load("types/announce");
    private static final Query REGISTER = Query.load("types/register");
    private static final Query ROOM = Query.load("types/room");
    private static final Query FORGET = Query.load("types/forget");
    private static final Query BACKLOG = Query.load("types/backlog");

    /** The admission for announced types, which count against no caller. */
    private static final TypeAdmission ANNOUNCED = new TypeAdmission("", MOST_TYPES);

    private final Database database;

    PostgresTypes(Database database) {
        this.database = database;
    }

    @Override
    public List<TypeState> all() {
        return states(noCondition());
    }

    @Override
    public List<TypeState> some(Collection<String> names) {
        return names.isEmpty() ? List.of() : states(TYPES.NAME.eq(Jooq.anyName(names)));
    }

    private List<TypeState> states(Condition condition) {
        return database.read(connection -> Jooq.on(connection)
                .selectFrom(TYPES)
                .where(condition)
                .orderBy(TYPES.NAME)
                .fetch(row -> new TypeState(
                        row.getName(),
                        row.getPaused(),
                        row.getFloor(),
                        row.getDepth(),
                        Optional.ofNullable(row.getCountedAt()))));
    }

    @Override
    public List<String> register(Collection<String> names) {
        List<String> unknown = unknown(names, true);
        return unknown.isEmpty() ? List.of() : store(unknown, ANNOUNCED, true);
    }

    @Override
    public List<TypeRefusal> admit(Collection<String> names, TypeAdmission admission) {
        List<String> unknown = unknown(names, admission.announcedOnly());
        if (unknown.isEmpty() || admission.announcedOnly()) {
            return refusals(unknown, Reason.NOT_ANNOUNCED);
        }
        // Checked before the table is locked, so that a caller at its limit blocks no other.
        Optional<Reason> full = full(admission);
        if (full.isPresent()) {
            return refusals(unknown, full.get());
        }
        List<String> refused = store(unknown, admission, false);
        return refused.isEmpty() ? List.of() : refusals(refused, full(admission).orElse(Reason.CALLER_FULL));
    }

    private static List<TypeRefusal> refusals(List<String> names, Reason reason) {
        return names.stream().map(name -> new TypeRefusal(name, reason)).toList();
    }

    private Optional<Reason> full(TypeAdmission admission) {
        return database.read(connection ->
                        ROOM.on(connection).set("caller", admission.caller()).rows(row -> full(row, admission)))
                .get(0);
    }

    private static Optional<Reason> full(Query.Row row, TypeAdmission admission) throws SQLException {
        if (row.number("types") >= MOST_TYPES) {
            return Optional.of(Reason.STORE_FULL);
        }
        return row.number("of_caller") >= admission.most() ? Optional.of(Reason.CALLER_FULL) : Optional.empty();
    }

    private List<String> unknown(Collection<String> names, boolean announcedOnly) {
        List<String> sorted = names.stream().distinct().sorted().toList();
        if (sorted.isEmpty()) {
            return List.of();
        }
        return database.write(List.of(), connection -> announce(connection, sorted, announcedOnly));
    }

    /** Stores the types, and returns those that exceed the limit. */
    private List<String> store(List<String> unknown, TypeAdmission admission, boolean announced) {
        return database.transact(List.of(), connection -> {
            try (Statement lock = connection.createStatement()) {
                lock.execute("lock table taskq.types in share row exclusive mode");
            }
            REGISTER.on(connection)
                    .texts("names", unknown)
                    .set("announced", announced)
                    .set("caller", admission.caller())
                    .set("most", (long) MOST_TYPES)
                    .set("most_of_caller", (long) admission.most())
                    .update();
            return announce(connection, unknown, announced);
        });
    }

    private static List<String> announce(Connection connection, List<String> names, boolean announcedOnly)
            throws SQLException {
        return ANNOUNCE.on(connection)
                .texts("names", names)
                .set("announced_only", announcedOnly)
                .rows(row -> row.text("name"));
    }

    @Override
    public int forget(Duration unused, Duration unusedAnnounced) {
        return database.write(
                List.of(),
                connection -> FORGET.on(connection)
                        .set("unused_us", Stamps.micros(unused))
                        .set("announced_us", Stamps.micros(unusedAnnounced))
                        .update());
    }

    @Override
    public boolean pause(String type, boolean paused) {
        if (!register(List.of(type)).isEmpty()) {
            return false;
        }
        int known = database.write(
                List.of(),
                connection -> Jooq.on(connection)
                        .update(TYPES)
                        .set(TYPES.PAUSED, paused)
                        .where(TYPES.NAME.eq(type))
                        .execute());
        return known > 0;
    }

    @Override
    public void recordBacklog(List<BacklogCount> gauges) {
        if (gauges.isEmpty()) {
            return;
        }
        List<@Nullable Long> depths = new ArrayList<>();
        for (BacklogCount gauge : gauges) {
            depths.add(gauge.depth().isPresent() ? Long.valueOf(gauge.depth().getAsLong()) : null);
        }
        database.write(
                List.of(),
                connection -> BACKLOG.on(connection)
                        .texts("names", gauges.stream().map(BacklogCount::name).toList())
                        .instants(
                                "floors",
                                gauges.stream()
                                        .map(gauge -> Stamps.bounded(gauge.floor()))
                                        .toList())
                        .longs("depths", depths)
                        .update());
    }
}
