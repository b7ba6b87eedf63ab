package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TASKS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.taskq.NewOperation;
import dev.taskq.TaskFilter;
import dev.taskq.TaskSelection;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import dev.taskq.postgres.generated.tables.Tasks;
import dev.taskq.spi.Advance;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/**
 * The next rows of an operation, in the order in which it handles them. Immutable.
 *
 * A filter is read in one of three ways. If it selects scheduled tasks of a type alone, their own part of the index is read. If it
 * selects no succeeded task, the rows of tasks are read. Otherwise, and where the filter has a condition with an index of its own, all rows are
 * read that it may select. The first two ways may read no row although there are more: then a mark says how far they have come.
 *
 * @param rows at most as many as the step may read, and one mark
 * @param selected the condition on the rows that are selected
 * @param atEnd whether no other row is left
 * @param byIds whether the rows are those of given ids, in the order of these; otherwise they are newest first
 */
record OperationScan(List<Row> rows, Condition selected, boolean atEnd, boolean byIds) {
    private static final Query SCHEDULED = Query.load("operations/scheduled");
    private static final OperationScan NONE = new OperationScan(List.of(), falseCondition(), true, false);

    /** An entry of an index that is passed costs far less than a row that is read. */
    private static final int ENTRIES_PER_ROW = 10;

    /** As many ids may have no entry in the index at all: most of them, after a restore. */
    private static final int IDS_PER_ROW = 1_000;

    /**
     * A row that was read, or a mark.
     *
     * @param createdAt the epoch if the position is the id alone
     */
    record Row(long id, Instant createdAt, Kind kind) {
        /** What the row is to the operation. */
        enum Kind {
            SELECTED,
            /** Also that of a mark. */
            NOT_SELECTED,
            /** It was named, but there is no such task, or the action cannot be done with it. */
            IMPOSSIBLE
        }

        private static Row of(long id, boolean isSelected, Kind otherwise) {
            return new Row(id, Instant.EPOCH, isSelected ? Kind.SELECTED : otherwise);
        }
    }

    /** Reads the next rows. */
    static OperationScan next(Connection connection, StoredOperation stored, Advance step) throws SQLException {
        int rows = step.rows();
        NewOperation request = stored.operation().request();
        return switch (request.selection()) {
            case TaskSelection.ByFilter(TaskFilter filter) -> {
                Optional<TaskFilter> narrow = request.narrow(filter);
                yield narrow.isPresent() ? ofFilter(connection, stored, narrow.get(), step) : NONE;
            }
            case TaskSelection.ByIds(List<Long> ids) -> ofIds(connection, stored, ids, rows);
            case TaskSelection.Unread unread -> throw new IllegalStateException("a stored operation has a selection");
        };
    }

    /** The id of the position behind which a row is the next one. */
    long idBefore(Row row) {
        return byIds ? row.id() - 1 : row.id() + 1;
    }

    private static OperationScan ofFilter(
            Connection connection, StoredOperation stored, TaskFilter filter, Advance step) throws SQLException {
        int rows = step.rows();
        if (FilterConditions.isOfTasksAlone(filter)
                || FilterConditions.hasKeyOfCaller(filter)
                || filter.statuses().contains(TaskStatus.SUCCEEDED)) {
            return ofAll(connection, stored, filter, rows);
        }
        // A window of creation limits what is read of all tasks, but nothing of those that are read by their type.
        if (filter.statuses().equals(Set.of(TaskStatus.SCHEDULED))
                && filter.type().isPresent()
                && filter.created().equals(TimeWindow.ALWAYS)) {
            return ofScheduled(connection, stored, filter, filter.type().get(), step);
        }
        return ofUnsucceeded(connection, stored, filter, rows);
    }

    private static Condition selected(Tasks tasks, TaskFilter filter, StoredOperation stored) {
        return FilterConditions.fits(tasks, filter).and(tasks.ID.le(stored.lastTask()));
    }

    private static Field<Boolean> isSelected(Tasks tasks, TaskFilter filter, StoredOperation stored) {
        return coalesce(field(selected(tasks, filter, stored)), false).as(name("is_selected"));
    }

    private static OperationScan ofAll(Connection connection, StoredOperation stored, TaskFilter filter, int rows) {
        List<Row> read = read(
                connection,
                NewestFirst.rows(
                        tasks -> List.of(tasks.ID, tasks.CREATED_AT, isSelected(tasks, filter, stored)),
                        filter,
                        stored.from(),
                        rows));
        return new OperationScan(read, selected(TASKS, filter, stored), read.size() < rows, false);
    }

    private static OperationScan ofUnsucceeded(
            Connection connection, StoredOperation stored, TaskFilter filter, int rows) {
        List<Row> read = read(
                connection,
                NewestUnsucceeded.rows(
                        isSelected(TASKS, filter, stored), filter, stored.from(), rows, (long) rows * ENTRIES_PER_ROW));
        boolean hasMark = !read.isEmpty() && read.getLast().id() == NewestUnsucceeded.MARK;
        return new OperationScan(read, selected(TASKS, filter, stored), read.size() < rows && !hasMark, false);
    }

    private static List<Row> read(Connection connection, Table<?> newest) {
        return Jooq.on(connection)
                .selectFrom(newest)
                .fetch(row -> new Row(
                        row.get(TASKS.ID),
                        row.get(TASKS.CREATED_AT),
                        row.get(name("is_selected"), Boolean.class) ? Row.Kind.SELECTED : Row.Kind.NOT_SELECTED));
    }

    private static OperationScan ofScheduled(
            Connection connection, StoredOperation stored, TaskFilter filter, String type, Advance step)
            throws SQLException {
        // Where each of them is selected, those that the step does not handle would be read by the next one again.
        boolean isEachSelected =
                filter.equals(TaskFilter.ALL.withStatus(TaskStatus.SCHEDULED).withType(type));
        int rows = isEachSelected ? Math.min(step.rows(), step.most()) : step.rows();
        long below = stored.afterId() == 0 ? stored.lastTask() + 1 : stored.afterId();
        long downTo = Math.max(0, below - (long) step.rows() * IDS_PER_ROW);
        List<Long> ids = SCHEDULED
                .on(connection)
                .set("type", type)
                .set("below", below)
                .set("down_to", downTo)
                .set("rows", rows)
                .rows(row -> row.number("id"));
        Condition selected = selected(TASKS, filter, stored);
        List<Row> read =
                new ArrayList<>(checked(connection, table("only {0}", TASKS), ids, selected, Row.Kind.NOT_SELECTED));
        boolean isWholeRange = ids.size() < rows;
        if (isWholeRange && downTo > 0) {
            read.add(Row.of(downTo, false, Row.Kind.NOT_SELECTED));
        }
        return new OperationScan(read, selected, isWholeRange && downTo == 0, false);
    }

    private static OperationScan ofIds(Connection connection, StoredOperation stored, List<Long> ids, int rows) {
        NewOperation request = stored.operation().request();
        List<Long> next =
                ids.stream().filter(id -> id > stored.afterId()).limit(rows).toList();
        Condition selected = TASKS.STATUS.in(
                request.action().statuses().stream().map(TaskStatus::wireName).toList());
        if (request.own()) {
            selected = selected.and(TASKS.CALLER.eq(request.origin().caller()));
        }
        return new OperationScan(
                checked(connection, TASKS, next, selected, Row.Kind.IMPOSSIBLE), selected, next.size() < rows, true);
    }

    /** The rows of ids in their order. */
    private static List<Row> checked(
            Connection connection, Table<?> tasks, List<Long> ids, Condition selected, Row.Kind otherwise) {
        Set<Long> found = Jooq.on(connection)
                .select(TASKS.ID)
                .from(tasks)
                .where(TASKS.ID.eq(Jooq.anyOf(ids)).and(selected))
                .fetchSet(TASKS.ID);
        return ids.stream().map(id -> Row.of(id, found.contains(id), otherwise)).toList();
    }
}
