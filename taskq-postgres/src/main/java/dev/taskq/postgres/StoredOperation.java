package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.OPERATIONS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;

import dev.taskq.JsonMapping;
import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.Origin;
import dev.taskq.StoreRefusedException;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskSelection;
import dev.taskq.postgres.generated.tables.records.OperationsRecord;
import java.sql.Connection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/**
 * A row of an operation. Immutable.
 *
 * The filter is stored as JSON, and read strictly: a version that does not know a condition must not act without it.
 *
 * @param operation the operation as clients see it
 * @param lastTask the last task that was stored before it
 * @param from the position in the list of tasks; empty at the start, and if it has ids
 * @param afterId the last id that was handled, if it has ids
 */
record StoredOperation(Operation operation, long lastTask, Optional<TaskPage.Cursor> from, long afterId) {
    private static final JsonMapping MAPPING = JsonMapping.strict();

    /** All columns except those of the selection. */
    private static final List<Field<?>> BRIEF = Arrays.stream(OPERATIONS.fields())
            .filter(column -> !column.equals(OPERATIONS.FILTER) && !column.equals(OPERATIONS.IDS))
            .toList();

    static Optional<StoredOperation> find(Connection connection, long id) {
        return Jooq.on(connection)
                .selectFrom(OPERATIONS)
                .where(OPERATIONS.ID.eq(id))
                .fetchOptional(row -> new StoredOperation(
                        operation(row, selection(row.getFilter(), row.getIds())),
                        row.getLastTask(),
                        cursor(row.getPositionAt(), row.getPositionId()),
                        row.getPositionId()));
    }

    /** Reads an operation that does not exist, and a filter, which loads the classes that a read needs. */
    static Optional<StoredOperation> readNone(Connection connection) {
        selection(JSONB.valueOf(written(TaskFilter.ALL)), null);
        return find(connection, 0);
    }

    /** Reads operations without their selections, which may be long, or unknown to this version; newest first. */
    static List<Operation> listed(Connection connection, List<Long> ids) {
        return Jooq.on(connection)
                .select(BRIEF)
                .from(OPERATIONS)
                .where(OPERATIONS.ID.eq(any(ids.toArray(Long[]::new))))
                .orderBy(OPERATIONS.ID.desc())
                .fetchInto(OPERATIONS)
                .map(row -> operation(row, new TaskSelection.Unread()));
    }

    private static Operation operation(OperationsRecord row, TaskSelection selection) {
        return new Operation(
                row.getId(),
                request(row, selection),
                OperationStatus.ofWireName(row.getStatus()),
                new Operation.Counts(row.getMatched(), row.getDone(), row.getFailed()),
                row.getCancelRequestedAt() != null,
                new Operation.Times(
                        row.getCreatedAt(),
                        Optional.ofNullable(row.getStartedAt()),
                        Optional.ofNullable(row.getFinishedAt())),
                Optional.ofNullable(row.getError()));
    }

    private static NewOperation request(OperationsRecord row, TaskSelection selection) {
        return new NewOperation(
                OperationAction.ofWireName(row.getAction()),
                selection,
                row.getTaskLimit() == null ? OptionalLong.empty() : OptionalLong.of(row.getTaskLimit()),
                row.getDryRun(),
                new Origin(row.getCaller(), row.getCorrelationId(), Optional.ofNullable(row.getTraceparent())),
                row.getOwn());
    }

    static List<Long> running(Connection connection) {
        return Jooq.on(connection)
                .select(OPERATIONS.ID)
                .from(OPERATIONS)
                .where(OPERATIONS.STATUS.eq(inline(OperationStatus.RUNNING.wireName())))
                .orderBy(OPERATIONS.ID)
                .fetch(OPERATIONS.ID);
    }

    /** The filter as JSON; empty if the selection has ids. */
    static String filterOf(TaskSelection selection) {
        return switch (selection) {
            case TaskSelection.ByFilter(TaskFilter filter) -> written(filter);
            case TaskSelection.ByIds ids -> "";
            case TaskSelection.Unread unread -> throw new IllegalStateException("a stored operation has a selection");
        };
    }

    private static String written(TaskFilter filter) {
        try {
            return MAPPING.write(filter);
        } catch (Exception e) {
            throw new IllegalStateException("every filter can be written", e);
        }
    }

    private static TaskSelection selection(@Nullable JSONB filter, Long @Nullable [] ids) {
        if (filter == null) {
            return new TaskSelection.ByIds(ids == null ? List.of() : Arrays.asList(ids));
        }
        try {
            return new TaskSelection.ByFilter(MAPPING.read(filter.data(), TaskFilter.class));
        } catch (Exception e) {
            throw new StoreRefusedException(e);
        }
    }

    private static Optional<TaskPage.Cursor> cursor(@Nullable Instant at, long id) {
        return at == null ? Optional.empty() : Optional.of(new TaskPage.Cursor(at, id));
    }
}
