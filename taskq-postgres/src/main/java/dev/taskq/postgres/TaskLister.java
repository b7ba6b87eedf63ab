package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.SESSIONS;
import static dev.taskq.postgres.generated.Tables.TASKS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.lead;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.orderBy;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;

import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.postgres.generated.tables.Tasks;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.WindowSpecification;

/**
 * Lists tasks, newest first. An inner select numbers the rows that may be read along the index, and ends early when the
 * page is full. The last of them is returned even if the filter excludes it, so that the page knows how far it has
 * read. Nothing is joined to tasks.
 */
final class TaskLister {
    /** Apart, so that jOOQ is loaded at the first list and not where a store is opened. */
    private static final class Columns {
        static final Field<Boolean> FITS = field(name("fits"), Boolean.class);
        static final Field<Boolean> LAST = field(name("is_last"), Boolean.class);
        static final Field<Integer> SCANNED = field(name("scanned"), Integer.class);

        /** All columns except those that may be long, and whether the filter selects the row. */
        static List<Field<?>> of(Tasks tasks, TaskFilter filter) {
            return Stream.concat(
                            Arrays.stream(tasks.fields())
                                    .filter(column -> !List.of(tasks.PAYLOAD, tasks.RESULT, tasks.CHECKPOINT)
                                            .contains(column)),
                            Stream.of(coalesce(field(FilterConditions.fits(tasks, filter)), false)
                                    .as(FITS)))
                    .toList();
        }
    }

    private final Database database;

    TaskLister(Database database) {
        this.database = database;
    }

    TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan, CallerWait wait) {
        if (limit < 1 || scan < 1) {
            throw new IllegalArgumentException("limit and look must be 1 or more");
        }
        // Where each row fits, more rows would not be shown.
        int rows = FilterConditions.excludeNone(filter) ? Math.min(scan, limit + 1) : scan;
        Table<?> seen = numbered(filter, from, rows);
        Condition given = condition(column(seen, Columns.FITS)).or(condition(column(seen, Columns.LAST)));
        Result<? extends Record> found = database.read(
                wait,
                connection -> Jooq.on(connection)
                        .select(seen.fields())
                        .select(coalesce(SESSIONS.NAME, column(seen, TASKS.AGENT))
                                .as(TaskColumns.AGENT))
                        .from(seen)
                        .leftJoin(SESSIONS)
                        .on(column(seen, TASKS.STATUS)
                                .eq(TaskStatus.RUNNING.wireName())
                                .and(SESSIONS.ID.eq(column(seen, TASKS.SESSION_ID))))
                        .where(given)
                        .orderBy(column(seen, Columns.SCANNED))
                        .limit(limit + 1)
                        .fetch());
        return page(found, limit, rows);
    }

    private static TaskPage page(Result<? extends Record> rows, int limit, int scan) {
        List<Task> tasks = rows.stream()
                .filter(row -> row.get(Columns.FITS))
                .limit(limit)
                .map(TaskReader::brief)
                .toList();
        if (rows.stream().filter(row -> row.get(Columns.FITS)).count() > limit) {
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
        boolean bounded = last.get(Columns.SCANNED) == scan;
        return new TaskPage(
                tasks,
                bounded
                        ? Optional.of(new TaskPage.Cursor(last.get(TASKS.CREATED_AT), last.get(TASKS.ID)))
                        : Optional.empty(),
                Optional.of(last.get(TASKS.CREATED_AT)));
    }

    private static Table<?> numbered(TaskFilter filter, Optional<TaskPage.Cursor> from, int scan) {
        Table<?> inside = NewestFirst.rows(tasks -> Columns.of(tasks, filter), filter, from, scan);
        WindowSpecification newestFirst = orderBy(
                column(inside, TASKS.CREATED_AT).desc(),
                column(inside, TASKS.ID).desc());
        return select(inside.fields())
                .select(
                        rowNumber().over(newestFirst).as(Columns.SCANNED),
                        field(lead(column(inside, TASKS.ID)).over(newestFirst).isNull())
                                .as(Columns.LAST))
                .from(inside)
                .asTable("seen");
    }

    private static <T> Field<T> column(Table<?> table, Field<T> original) {
        return Objects.requireNonNull(table.field(original));
    }
}
