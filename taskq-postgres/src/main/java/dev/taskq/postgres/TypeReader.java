package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TYPES;
import static org.jooq.impl.DSL.noCondition;

import dev.taskq.postgres.generated.tables.records.TypesRecord;
import dev.taskq.spi.TypeReading;
import dev.taskq.spi.TypeState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.RecordMapper;

/** Reads types, by name. */
final class TypeReader {
    private final Database database;

    TypeReader(Database database) {
        this.database = database;
    }

    List<TypeState> states() {
        return read(noCondition(), TypeReader::state);
    }

    List<TypeState> states(Collection<String> names) {
        return read(names, TypeReader::state);
    }

    List<TypeReading> readings() {
        return read(noCondition(), TypeReader::reading);
    }

    List<TypeReading> readings(Collection<String> names) {
        return read(names, TypeReader::reading);
    }

    private <T> List<T> read(Collection<String> names, RecordMapper<TypesRecord, T> as) {
        return names.isEmpty() ? List.of() : read(TYPES.NAME.eq(Jooq.anyName(names)), as);
    }

    private <T> List<T> read(Condition condition, RecordMapper<TypesRecord, T> as) {
        return database.read(connection -> Jooq.on(connection)
                .selectFrom(TYPES)
                .where(condition)
                .orderBy(TYPES.NAME)
                .fetch(as));
    }

    private static TypeState state(TypesRecord row) {
        return new TypeState(
                row.getName(),
                row.getPaused(),
                row.getFloor(),
                row.getDepth(),
                Optional.ofNullable(row.getCountedAt()));
    }

    private static TypeReading reading(TypesRecord row) {
        return new TypeReading(
                state(row),
                row.getCaller() == null,
                row.getPaused()
                        ? Optional.of(new TypeReading.Pause(
                                Optional.ofNullable(row.getPausedAt()), Optional.ofNullable(row.getPausedBy())))
                        : Optional.empty(),
                Optional.ofNullable(row.getWaitsSince()),
                row.getScheduled());
    }
}
