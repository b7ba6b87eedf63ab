package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TASKS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.postgres.generated.tables.Tasks;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;

/**
 * The newest rows of both tables of tasks, along their indexes. In tasks they go no further back than in succeeded_tasks: the index of tasks
 * has the entries of rows that have moved on, as many as were not vacuumed yet. tasks is named first, so that it is locked first, as LOCK TABLE
 * and ALTER TABLE do.
 *
 * A schedule is looked up in tasks alone. succeeded_tasks has no such row and no such index, so the whole table would be read. No entry of
 * the index of schedules in tasks is one of a row that has moved on. A key of a caller is looked up in both, without a bound: it has few
 * rows.
 */
final class NewestFirst {
    private static final Tasks SUCCEEDED = TASKS.rename("succeeded_tasks");

    private NewestFirst() {}

    /**
     * Rows as a table, with the given columns, which include the creation and the id.
     *
     * @param columns the columns of each of the two tables
     * @param filter whose limits on indexes are applied
     * @param from behind this position, if there is one
     * @param limit the most rows
     */
    static Table<?> rows(
            Function<Tasks, List<? extends Field<?>>> columns,
            TaskFilter filter,
            Optional<TaskPage.Cursor> from,
            int limit) {
        boolean isInOne = FilterConditions.isOfTasksAlone(filter);
        Condition within = FilterConditions.within(TASKS, filter, from);
        Table<?> rest = rows(
                        TASKS,
                        table("only {0}", TASKS),
                        columns.apply(TASKS),
                        isInOne || FilterConditions.hasKeyOfCaller(filter)
                                ? within
                                : within.and(asFar(filter, from, limit)),
                        limit)
                .asTable("rest");
        return newest(isInOne ? rest : both(rest, succeeded(columns, filter, from, limit)), limit);
    }

    /** As far back as in succeeded_tasks. */
    private static Condition asFar(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit) {
        return notBefore(field(select(SUCCEEDED.CREATED_AT)
                .from(SUCCEEDED)
                .where(FilterConditions.within(SUCCEEDED, filter, from))
                .orderBy(SUCCEEDED.CREATED_AT.desc())
                .limit(1)
                .offset(limit - 1)));
    }

    /**
     * Rows of tasks that were not created before a time in succeeded_tasks; all rows where there is none. It is a comparison of rows, because
     * between two plain bounds, as those of a window, the planner expects few rows, and would read and sort all.
     */
    static Condition notBefore(Field<Instant> oldest) {
        Field<Instant> bound = coalesce(oldest, val(Stamps.bounded(Instant.MIN), TASKS.CREATED_AT.getDataType()))
                .as("bound");
        Table<?> bounds = select(bound).offset(0).asTable("bounds");
        return row(TASKS.CREATED_AT, TASKS.CREATED_AT)
                .ge(select(bounds.field(bound), bounds.field(bound)).from(bounds));
    }

    private static Table<?> succeeded(
            Function<Tasks, List<? extends Field<?>>> columns,
            TaskFilter filter,
            Optional<TaskPage.Cursor> from,
            int limit) {
        return rows(
                        SUCCEEDED,
                        SUCCEEDED,
                        columns.apply(SUCCEEDED),
                        FilterConditions.within(SUCCEEDED, filter, from),
                        limit)
                .asTable("succeeded");
    }

    private static Table<?> both(Table<?> rest, Table<?> succeeded) {
        return select(rest.fields())
                .from(rest)
                .unionAll(select(succeeded.fields()).from(succeeded))
                .asTable("both");
    }

    private static Table<?> newest(Table<?> found, int limit) {
        return select(found.fields())
                .from(found)
                .orderBy(
                        Objects.requireNonNull(found.field(TASKS.CREATED_AT)).desc(),
                        Objects.requireNonNull(found.field(TASKS.ID)).desc())
                .limit(limit)
                .asTable("inside");
    }

    private static Select<? extends Record> rows(
            Tasks tasks, Table<?> from, List<? extends Field<?>> columns, Condition condition, int limit) {
        return select(columns)
                .from(from)
                .where(condition)
                .orderBy(tasks.CREATED_AT.desc(), tasks.ID.desc())
                .limit(limit);
    }
}
