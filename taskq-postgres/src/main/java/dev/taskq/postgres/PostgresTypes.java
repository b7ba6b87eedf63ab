package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TYPES;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jooq.Field;
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
    private final TypeReader reader;

    PostgresTypes(Database database) {
        this.database = database;
        this.reader = new TypeReader(database);
    }

    @Override
    public List<TypeState> all() {
        return reader.states();
    }

    @Override
    public List<TypeState> some(Collection<String> names) {
        return reader.states(names);
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
    public boolean pause(String type, boolean paused, String by) {
        List<String> unknown = unknown(List.of(type), false);
        if (!unknown.isEmpty()
                && !store(unknown, new TypeAdmission(by, MOST_TYPES), false).isEmpty()) {
            return false;
        }
        // No constant: jOOQ is loaded at the first use, and not where a store is opened.
        Field<Instant> clock = field("clock_timestamp()", TYPES.PAUSED_AT.getDataType());
        int known = database.write(
                List.of(),
                connection -> Jooq.on(connection)
                        .update(TYPES)
                        .set(TYPES.PAUSED_AT, kept(paused, TYPES.PAUSED_AT, clock))
                        .set(TYPES.PAUSED_BY, kept(paused, TYPES.PAUSED_BY, val(by.isEmpty() ? null : by)))
                        .set(TYPES.PAUSED, paused)
                        .where(TYPES.NAME.eq(type))
                        .execute());
        return known > 0;
    }

    /** The value of a pause: that of the row if the type is paused already, none if it is resumed. */
    private static <T> Field<T> kept(boolean paused, Field<T> ofRow, Field<T> begun) {
        return paused ? when(TYPES.PAUSED, ofRow).otherwise(begun) : inline(null, ofRow.getDataType());
    }

    @Override
    public void recordBacklog(List<BacklogCount> gauges) {
        if (gauges.isEmpty()) {
            return;
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
                        .longs("depths", column(gauges, gauge -> number(gauge.depth())))
                        .instants(
                                "waits_since",
                                column(
                                        gauges,
                                        gauge -> gauge.waitsSince()
                                                .map(Stamps::bounded)
                                                .orElse(null)))
                        .longs("scheduled", column(gauges, gauge -> number(gauge.scheduled())))
                        .update());
    }

    private static @Nullable Long number(OptionalLong number) {
        return number.isPresent() ? Long.valueOf(number.getAsLong()) : null;
    }

    private static <T> List<@Nullable T> column(List<BacklogCount> gauges, Function<BacklogCount, @Nullable T> value) {
        List<@Nullable T> column = new ArrayList<>(gauges.size());
        for (BacklogCount gauge : gauges) {
            column.add(value.apply(gauge));
        }
        return column;
    }
}
