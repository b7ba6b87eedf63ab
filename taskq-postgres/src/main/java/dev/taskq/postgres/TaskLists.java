package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.SESSIONS;
import static dev.taskq.postgres.generated.Tables.TASKS;
import static org.jooq.impl.DSL.lead;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;

import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Lists tasks, newest first. The rows that may be looked at are numbered along the index in an inner select, which ends
 * early when the page is full; the last of them is given whether it fits the filter or not, so that the page knows how far it
 * has looked.
 */
final class TaskLists {
    private static final Field<Boolean> FITS = DSL.field(name("fits"), Boolean.class);
    private static final Field<Boolean> LAST = DSL.field(name("is_last"), Boolean.class);
    private static final Field<Integer> LOOKED = DSL.field(name("looked"), Integer.class);

    private final Database database;

    TaskLists(Database database) {
        this.database = database;
    }

    TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int look) {
        if (limit < 1 || look < 1) {
            throw new IllegalArgumentException("limit and look must be 1 or more");
        }
        Table<Record> looked = numbered(filter, from, look).asTable("looked");
        Result<Record> rows = database.read(connection -> Tables.on(connection)
                .select(TASKS.fields())
                .select(TaskRows.AGENT, looked.field(FITS), looked.field(LAST), looked.field(LOOKED))
                .from(looked)
                .join(TASKS)
                .on(TASKS.ID.eq(looked.field(TASKS.ID)))
                .leftJoin(SESSIONS)
                .on(TASKS.STATUS.eq(TaskStatus.RUNNING.wireName()).and(SESSIONS.ID.eq(TASKS.SESSION_ID)))
                .where(looked.field(FITS).or(looked.field(LAST)))
                .orderBy(looked.field(LOOKED))
                .limit(limit + 1)
                .fetch());
        return page(rows, limit, look);
    }

    private static TaskPage page(Result<Record> rows, int limit, int look) {
        List<Task> tasks = rows.stream()
                .filter(row -> row.get(FITS))
                .limit(limit)
                .map(TaskRows::brief)
                .toList();
        if (rows.stream().filter(row -> row.get(FITS)).count() > limit) {
            Task last = tasks.getLast();
            return new TaskPage(
                    tasks,
                    Optional.of(new TaskPage.Cursor(last.times().createdAt(), last.id())),
                    Optional.of(last.times().createdAt()));
        }
        if (rows.isEmpty()) {
            return new TaskPage(tasks, Optional.empty(), Optional.empty());
        }
        Record last = rows.getLast();
        boolean bounded = last.get(LOOKED) == look;
        return new TaskPage(
                tasks,
                bounded
                        ? Optional.of(new TaskPage.Cursor(last.get(TASKS.CREATED_AT), last.get(TASKS.ID)))
                        : Optional.empty(),
                Optional.of(last.get(TASKS.CREATED_AT)));
    }

    private static Select<Record> numbered(TaskFilter filter, Optional<TaskPage.Cursor> from, int look) {
        Table<?> inner = select(
                        TASKS.ID, TASKS.CREATED_AT, DSL.field(fits(filter)).as(FITS))
                .from(TASKS)
                .where(within(filter, from))
                .orderBy(TASKS.CREATED_AT.desc(), TASKS.ID.desc())
                .limit(look)
                .asTable("inside");
        Field<?>[] order = {inner.field(TASKS.CREATED_AT), inner.field(TASKS.ID)};
        return DSL.select(
                        inner.field(TASKS.ID),
                        inner.field(FITS),
                        rowNumber()
                                .over()
                                .orderBy(order[0].desc(), order[1].desc())
                                .as(LOOKED),
                        DSL.field(lead(inner.field(TASKS.ID))
                                        .over()
                                        .orderBy(order[0].desc(), order[1].desc())
                                        .isNull())
                                .as(LAST))
                .from(inner)
                .coerce(inner.field(TASKS.ID), FITS, LOOKED, LAST);
    }

    /** Conditions along the index: they bound what is looked at. */
    private static Condition within(TaskFilter filter, Optional<TaskPage.Cursor> from) {
        Condition condition = noCondition();
        if (from.isPresent()) {
            condition = condition.and(row(TASKS.CREATED_AT, TASKS.ID)
                    .lt(Stamps.bounded(from.get().createdAt()), from.get().id()));
        }
        if (filter.createdAfter().isPresent()) {
            condition = condition.and(
                    TASKS.CREATED_AT.gt(Stamps.bounded(filter.createdAfter().get())));
        }
        if (filter.createdBefore().isPresent()) {
            condition = condition.and(
                    TASKS.CREATED_AT.lt(Stamps.bounded(filter.createdBefore().get())));
        }
        return condition;
    }

    /** Conditions that are looked at row by row. */
    private static Condition fits(TaskFilter filter) {
        Condition condition = noCondition();
        if (filter.status().isPresent()) {
            condition = condition.and(TASKS.STATUS.eq(filter.status().get().wireName()));
        }
        if (filter.type().isPresent()) {
            condition = condition.and(TASKS.TYPE.eq(filter.type().get()));
        }
        return condition;
    }
}
