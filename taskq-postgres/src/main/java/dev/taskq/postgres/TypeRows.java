package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TYPES;
import static org.jooq.impl.DSL.noCondition;

import dev.taskq.StoreRefusedException;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeGauge;
import dev.taskq.spi.TypeState;
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

/** What is known of types. */
final class TypeRows {
    private static final Query ANNOUNCE = Query.load("announce_types");
    private static final Query REGISTER = Query.load("register_types");
    private static final Query FORGET = Query.load("forget_types");
    private static final Query GAUGES = Query.load("gauges");

    private final Database database;

    TypeRows(Database database) {
        this.database = database;
    }

    List<TypeState> all() {
        return states(noCondition());
    }

    List<TypeState> some(Collection<String> names) {
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

    List<String> register(Collection<String> names) {
        List<String> sorted = names.stream().distinct().sorted().toList();
        if (sorted.isEmpty()) {
            return List.of();
        }
        List<String> unknown = database.write(List.of(), connection -> announce(connection, sorted));
        if (unknown.isEmpty()) {
            return List.of();
        }
        return database.transact(List.of(), connection -> {
            try (Statement lock = connection.createStatement()) {
                lock.execute("lock table taskq.types in share row exclusive mode");
            }
            REGISTER.on(connection)
                    .texts("names", unknown)
                    .set("most", (long) TaskStore.MOST_TYPES)
                    .update();
            return announce(connection, unknown);
        });
    }

    private static List<String> announce(Connection connection, List<String> names) throws SQLException {
        return ANNOUNCE.on(connection).texts("names", names).rows(row -> row.text("name"));
    }

    int forget(Duration unused) {
        return database.write(
                List.of(),
                connection -> FORGET.on(connection)
                        .set("unused_us", Stamps.micros(unused))
                        .update());
    }

    void pause(String type, boolean paused) {
        if (!register(List.of(type)).isEmpty()) {
            throw new StoreRefusedException(null);
        }
        database.write(
                List.of(),
                connection -> Jooq.on(connection)
                        .update(TYPES)
                        .set(TYPES.PAUSED, paused)
                        .where(TYPES.NAME.eq(type))
                        .execute());
    }

    void record(List<TypeGauge> gauges) {
        if (gauges.isEmpty()) {
            return;
        }
        List<@Nullable Long> depths = new ArrayList<>();
        for (TypeGauge gauge : gauges) {
            depths.add(gauge.depth().isPresent() ? Long.valueOf(gauge.depth().getAsLong()) : null);
        }
        database.write(
                List.of(),
                connection -> GAUGES.on(connection)
                        .texts("names", gauges.stream().map(TypeGauge::name).toList())
                        .instants(
                                "floors",
                                gauges.stream()
                                        .map(gauge -> Stamps.bounded(gauge.floor()))
                                        .toList())
                        .longs("depths", depths)
                        .update());
    }
}
