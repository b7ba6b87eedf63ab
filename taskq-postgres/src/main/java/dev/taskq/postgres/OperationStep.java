package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TASKS;

import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.TaskPage;
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
        OperationScan scan = OperationScan.next(connection, stored, step);
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

    /** Takes the selected rows up to the first that is locked, at most so many. Whether it has passed all rows. */
    private boolean walk(OperationScan scan, long most, boolean dryRun) {
        Set<Long> held = dryRun ? Set.of() : hold(scan, most);
        for (OperationScan.Row row : scan.rows()) {
            boolean isSelected = row.kind() == OperationScan.Row.Kind.SELECTED;
            boolean isLocked = isSelected && !dryRun && !held.contains(row.id());
            if (matched >= most) {
                return false;
            }
            if (isLocked && !step.passLocked()) {
                blocked = true;
                // The next step may read few rows, and must find this one among them.
                moveTo(row.createdAt(), scan.idBefore(row));
                return false;
            }
            if (row.kind() == OperationScan.Row.Kind.IMPOSSIBLE || isLocked) {
                failed++;
            } else if (isSelected && !dryRun) {
                taken.add(row.id());
            }
            if (row.kind() != OperationScan.Row.Kind.NOT_SELECTED) {
                matched++;
            }
            moveTo(row.createdAt(), row.id());
        }
        return true;
    }

    private void moveTo(Instant createdAt, long id) {
        from = Optional.of(new TaskPage.Cursor(createdAt, id));
        afterId = id;
    }

    private Set<Long> hold(OperationScan scan, long most) {
        List<Long> ids = scan.rows().stream()
                .filter(row -> row.kind() == OperationScan.Row.Kind.SELECTED)
                .limit(most)
                .map(OperationScan.Row::id)
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
