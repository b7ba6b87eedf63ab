package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TASKS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
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
        Field<Instant> oldest = field(select(SUCCEEDED.CREATED_AT)
                .from(SUCCEEDED)
                .where(FilterConditions.within(SUCCEEDED, filter, from))
                .orderBy(SUCCEEDED.CREATED_AT.desc())
                .limit(1)
                .offset(limit - 1));
        Condition asFar =
                TASKS.CREATED_AT.ge(coalesce(oldest, val(Stamps.bounded(Instant.MIN), TASKS.CREATED_AT.getDataType())));
        Table<?> rest = rows(
                        TASKS,
                        table("only {0}", TASKS),
                        columns.apply(TASKS),
                        FilterConditions.within(TASKS, filter, from).and(asFar),
                        limit)
                .asTable("rest");
        Table<?> succeeded = rows(
                        SUCCEEDED,
                        SUCCEEDED,
                        columns.apply(SUCCEEDED),
                        FilterConditions.within(SUCCEEDED, filter, from),
                        limit)
                .asTable("succeeded");
        Table<?> both = select(rest.fields())
                .from(rest)
                .unionAll(select(succeeded.fields()).from(succeeded))
                .asTable("both");
        return select(both.fields())
                .from(both)
                .orderBy(
                        Objects.requireNonNull(both.field(TASKS.CREATED_AT)).desc(),
                        Objects.requireNonNull(both.field(TASKS.ID)).desc())
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
