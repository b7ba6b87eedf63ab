package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TASKS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import dev.taskq.NewOperation;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskSelection;
import dev.taskq.TaskStatus;
import dev.taskq.postgres.generated.tables.Tasks;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.TaskEffect;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/**
 * One step of an operation in a transaction: locks the operation, reads the next rows, locks those that are selected,
 * changes them and moves the position. For one use.
 *
 * The selection is checked again by the statement that locks the rows, because a row may have changed since it was
 * read.
 */
final class OperationStep {
    private static final Query HOLD = Query.load("operations/hold");
    private static final Query MOVED = Query.load("operations/moved");

    private final Connection connection;
    private final Advance step;
    private final List<Long> taken = new ArrayList<>();
    private Optional<TaskPage.Cursor> from = Optional.empty();
    private long afterId;
    private long matched;
    private long failed;
    private boolean blocked;

    OperationStep(Connection connection, Advance step) {
        this.connection = connection;
        this.step = step;
    }

    /** A row that was read. */
    private record Scanned(long id, Instant createdAt, Kind kind) {
        /** What the row is to the operation. */
        enum Kind {
            SELECTED,
            NOT_SELECTED,
            /** It was named, but there is no such task, or the action cannot be done with it. */
            IMPOSSIBLE
        }
    }

    /** The rows that were read, the condition on those that are selected, and whether no other row is left. */
    private record Scan(List<Scanned> rows, Condition selected, boolean atEnd) {
        static final Scan NONE = new Scan(List.of(), falseCondition(), true);
    }

    Advanced take() throws SQLException {
        List<Long> held = HOLD.on(connection).set("id", step.operation()).rows(row -> row.number("id"));
        if (held.isEmpty()) {
            return Advanced.NOTHING;
        }
        StoredOperation stored =
                StoredOperation.find(connection, step.operation()).orElseThrow();
        if (stored.operation().cancelRequested()) {
            PostgresOperations.end(connection, step.operation(), OperationStatus.CANCELLED, "");
            return result(List.of());
        }
        from = stored.from();
        afterId = stored.afterId();
        Scan scan = scan(stored);
        long room = stored.operation().request().most()
                - stored.operation().counts().matched();
        boolean isWalked = walk(
                scan, Math.min(room, step.most()), stored.operation().request().dryRun());
        List<TaskEffect> effects = act(stored.operation().request().action());
        boolean isDone = matched >= room || (isWalked && scan.atEnd());
        MOVED.on(connection)
                .set("id", step.operation())
                .set("position_at", from.map(TaskPage.Cursor::createdAt).orElse(Instant.EPOCH))
                .set("position_id", afterId)
                .set("matched", matched)
                .set("done", (long) effects.size())
                .set("failed", failed)
                .set("status", (isDone ? OperationStatus.DONE : OperationStatus.RUNNING).wireName())
                .update();
        return result(effects);
    }

    private Advanced result(List<TaskEffect> effects) {
        return new Advanced(
                StoredOperation.find(connection, step.operation()).map(StoredOperation::operation), effects, blocked);
    }

    private Scan scan(StoredOperation stored) {
        NewOperation request = stored.operation().request();
        return switch (request.selection()) {
            case TaskSelection.ByFilter(TaskFilter filter) ->
                request.narrow(filter)
                        .map(narrow -> scanList(narrow, stored.lastTask()))
                        .orElse(Scan.NONE);
            case TaskSelection.ByIds(List<Long> ids) -> scanIds(ids, request);
            case TaskSelection.Unread unread -> throw new IllegalStateException("a stored operation has a selection");
        };
    }

    private Scan scanList(TaskFilter filter, long lastTask) {
        Field<Boolean> isSelected = field(name("is_selected"), Boolean.class);
        Table<?> newest = NewestFirst.rows(
                tasks -> List.of(
                        tasks.ID,
                        tasks.CREATED_AT,
                        coalesce(field(selected(tasks, filter, lastTask)), false)
                                .as(isSelected)),
                filter,
                from,
                step.rows());
        List<Scanned> rows = Jooq.on(connection)
                .selectFrom(newest)
                .fetch(row -> new Scanned(
                        row.get(TASKS.ID),
                        row.get(TASKS.CREATED_AT),
                        row.get(isSelected) ? Scanned.Kind.SELECTED : Scanned.Kind.NOT_SELECTED));
        return new Scan(rows, selected(TASKS, filter, lastTask), rows.size() < step.rows());
    }

    private static Condition selected(Tasks tasks, TaskFilter filter, long lastTask) {
        return FilterConditions.fits(tasks, filter).and(tasks.ID.le(lastTask));
    }

    private Scan scanIds(List<Long> ids, NewOperation request) {
        List<Long> next =
                ids.stream().filter(id -> id > afterId).limit(step.rows()).toList();
        Condition selected = TASKS.STATUS.in(
                request.action().statuses().stream().map(TaskStatus::wireName).toList());
        if (request.own()) {
            selected = selected.and(TASKS.CALLER.eq(request.origin().caller()));
        }
        Set<Long> found = Jooq.on(connection)
                .select(TASKS.ID)
                .from(TASKS)
                .where(TASKS.ID.eq(Jooq.anyOf(next)).and(selected))
                .fetchSet(TASKS.ID);
        List<Scanned> rows = next.stream()
                .map(id -> new Scanned(
                        id, Instant.EPOCH, found.contains(id) ? Scanned.Kind.SELECTED : Scanned.Kind.IMPOSSIBLE))
                .toList();
        return new Scan(rows, selected, next.size() < step.rows());
    }

    /** Takes the selected rows up to the first that is locked, at most so many. Whether it has passed all rows. */
    private boolean walk(Scan scan, long most, boolean dryRun) {
        Set<Long> held = dryRun ? Set.of() : hold(scan, most);
        for (Scanned row : scan.rows()) {
            boolean isSelected = row.kind() == Scanned.Kind.SELECTED;
            boolean isLocked = isSelected && !dryRun && !held.contains(row.id());
            if (matched >= most) {
                return false;
            }
            if (isLocked && !step.passLocked()) {
                blocked = true;
                return false;
            }
            if (row.kind() == Scanned.Kind.IMPOSSIBLE || isLocked) {
                failed++;
            } else if (isSelected && !dryRun) {
                taken.add(row.id());
            }
            if (row.kind() != Scanned.Kind.NOT_SELECTED) {
                matched++;
            }
            from = Optional.of(new TaskPage.Cursor(row.createdAt(), row.id()));
            afterId = row.id();
        }
        return true;
    }

    private Set<Long> hold(Scan scan, long most) {
        List<Long> ids = scan.rows().stream()
                .filter(row -> row.kind() == Scanned.Kind.SELECTED)
                .limit(most)
                .map(Scanned::id)
                .toList();
        return new HashSet<>(Jooq.on(connection)
                .select(TASKS.ID)
                .from(TASKS)
                .where(TASKS.ID.eq(Jooq.anyOf(ids)).and(scan.selected()))
                .orderBy(TASKS.ID)
                .forUpdate()
                .skipLocked()
                .fetch(TASKS.ID));
    }

    private List<TaskEffect> act(OperationAction action) throws SQLException {
        if (taken.isEmpty()) {
            return List.of();
        }
        // In the order of their ids: tasks that are queued again keep their order, as far as one step goes.
        taken.sort(null);
        return switch (action) {
            case CANCEL -> TaskChanger.cancelHeld(connection, taken);
            case RETRY -> TaskChanger.retryHeld(connection, taken);
            case RUN_NOW -> TaskChanger.runHeldNow(connection, taken);
            case DELETE ->
                TaskChanger.delete(connection, taken).stream()
                        .<TaskEffect>map(deletion -> new TaskEffect.Deleted(deletion.id(), deletion.type()))
                        .toList();
        };
    }
}
