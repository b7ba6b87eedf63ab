package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.SESSIONS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.position;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.splitPart;
import static org.jooq.impl.DSL.trueCondition;

import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import dev.taskq.postgres.generated.tables.Tasks;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;

/** A filter as conditions: those that limit the rows that are read, and those that are checked row by row. */
final class FilterConditions {
    private FilterConditions() {}

    /** Conditions on an index: on the creation, newest first from a position on, on the key of a caller, or on a schedule. */
    static Condition within(Tasks tasks, TaskFilter filter, Optional<TaskPage.Cursor> from) {
        Condition condition =
                inWindow(tasks.CREATED_AT, new TimeWindow(filter.created().after(), filter.storedBefore()));
        if (from.isPresent()) {
            condition = condition.and(row(tasks.CREATED_AT, tasks.ID)
                    .lt(Stamps.bounded(from.get().createdAt()), from.get().id()));
        }
        if (hasKeyOfCaller(filter)) {
            condition = and(condition, tasks.CALLER, filter.caller());
            condition = and(condition, tasks.IDEMPOTENCY_KEY, filter.idempotencyKey());
        }
        return and(condition, tasks.SCHEDULE, filter.schedule());
    }

    /** Whether {@link #within} selects rows by an index that only the table tasks has: none of them moves to succeeded_tasks. */
    static boolean isOfTasksAlone(TaskFilter filter) {
        return filter.schedule().isPresent();
    }

    static boolean hasKeyOfCaller(TaskFilter filter) {
        return filter.caller().isPresent() && filter.idempotencyKey().isPresent();
    }

    /** Whether no row within the conditions on an index is excluded. */
    static boolean excludeNone(TaskFilter filter) {
        return filter.withCreated(TimeWindow.ALWAYS).equals(TaskFilter.ALL);
    }

    /** Conditions that are checked row by row. */
    static Condition fits(Tasks tasks, TaskFilter filter) {
        Condition condition = trueCondition();
        if (!filter.statuses().isEmpty()) {
            condition = condition.and(tasks.STATUS.in(
                    filter.statuses().stream().map(TaskStatus::wireName).toList()));
        }
        condition = and(condition, tasks.TYPE, filter.type());
        condition = and(condition, tasks.CALLER, filter.caller());
        condition = and(condition, tasks.CORRELATION_ID, filter.correlationId());
        condition = and(condition, tasks.IDEMPOTENCY_KEY, filter.idempotencyKey());
        condition = and(condition, tasks.SCHEDULE, filter.schedule());
        if (filter.agent().isPresent()) {
            condition = condition.and(agent(tasks).eq(filter.agent().get()));
        }
        condition = condition.and(inWindow(tasks.FINISHED_AT, filter.finished()));
        if (filter.errorContains().isPresent()) {
            condition = condition.and(position(
                            splitPart(tasks.ERROR, "\n", 1),
                            filter.errorContains().get())
                    .gt(0));
        }
        return condition;
    }

    private static Condition and(Condition condition, Field<String> column, Optional<String> wanted) {
        return wanted.map(column::eq).map(condition::and).orElse(condition);
    }

    private static Condition inWindow(Field<Instant> column, TimeWindow window) {
        Condition condition = noCondition();
        if (window.after().isPresent()) {
            condition = condition.and(column.ge(Stamps.bounded(window.after().get())));
        }
        if (window.before().isPresent()) {
            condition = condition.and(column.lt(Stamps.bounded(window.before().get())));
        }
        return condition;
    }

    /** The agent that a task shows: {@link TaskColumns#AGENT} without a join, so that only rows that are checked pay for it. */
    private static Field<String> agent(Tasks tasks) {
        return coalesce(
                field(select(SESSIONS.NAME)
                        .from(SESSIONS)
                        .where(SESSIONS.ID.eq(tasks.SESSION_ID).and(tasks.STATUS.eq(TaskStatus.RUNNING.wireName())))),
                tasks.AGENT);
    }
}
