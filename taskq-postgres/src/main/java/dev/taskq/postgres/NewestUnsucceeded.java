package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TASKS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.with;

import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.postgres.generated.tables.Tasks;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;

/**
 * The newest rows of the table tasks alone, for a filter that selects no succeeded task. As {@link NewestFirst} says, they must have a bound in
 * succeeded_tasks. Its rows are not read: the bound goes along the creation times in its index, so it may be much farther away than as many
 * rows. Where it is reached, the last row is a mark with its time, so that the next rows are those behind it.
 */
final class NewestUnsucceeded {
    /** The id of a mark: below that of each task, so that the tasks of its time are before it. */
    static final long MARK = 0;

    private static final Tasks SUCCEEDED = TASKS.rename("succeeded_tasks");

    private NewestUnsucceeded() {}

    /**
     * Rows as a table with the id, the creation, and whether the filter selects the row.
     *
     * @param isSelected a column with a name
     * @param filter whose limits on the creation are applied; it has no others on an index
     * @param from behind this position, if there is one
     * @param limit the most rows
     * @param entries the most entries of the index of succeeded_tasks that are passed
     */
    static Table<?> rows(
            Field<Boolean> isSelected, TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, long entries) {
        // It is in two places of the statement, and must be read once.
        CommonTableExpression<Record1<Instant>> farthest =
                name("farthest").asMaterialized(farthest(filter, from, entries));
        Field<Instant> farthestAt = Objects.requireNonNull(farthest.field(SUCCEEDED.CREATED_AT));
        Table<?> rest = select(TASKS.ID, TASKS.CREATED_AT, isSelected)
                .from(table("only {0}", TASKS))
                .where(FilterConditions.within(TASKS, filter, from)
                        .and(NewestFirst.notBefore(field(select(farthestAt).from(farthest)))))
                .orderBy(TASKS.CREATED_AT.desc(), TASKS.ID.desc())
                .limit(limit)
                .asTable("rest");
        Table<?> both = select(rest.fields())
                .from(rest)
                .unionAll(select(inline(MARK), farthestAt, inline(false)).from(farthest))
                .asTable("both");
        return with(farthest)
                .select(both.fields())
                .from(both)
                .orderBy(
                        Objects.requireNonNull(both.field(TASKS.CREATED_AT)).desc(),
                        Objects.requireNonNull(both.field(TASKS.ID)).desc())
                .limit(limit)
                .asTable("inside");
    }

    /**
     * The creation time of so many entries back; none where there are fewer. The position counts by its time alone, because the index has no ids.
     */
    private static Select<Record1<Instant>> farthest(TaskFilter filter, Optional<TaskPage.Cursor> from, long entries) {
        Condition condition = FilterConditions.within(SUCCEEDED, filter, Optional.empty());
        if (from.isPresent()) {
            Instant time = Stamps.bounded(from.get().createdAt());
            condition = condition.and(
                    row(SUCCEEDED.CREATED_AT, SUCCEEDED.CREATED_AT).lt(time, time));
        }
        return select(SUCCEEDED.CREATED_AT)
                .from(SUCCEEDED)
                .where(condition)
                .orderBy(SUCCEEDED.CREATED_AT.desc())
                .limit(1)
                .offset(entries - 1);
    }
}
