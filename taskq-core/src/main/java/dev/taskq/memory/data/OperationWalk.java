package dev.taskq.memory.data;

import dev.taskq.CancelResult;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskSelection;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.TaskEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One step of an operation in a transaction. For one use. */
final class OperationWalk {
    private final Transaction transaction;
    private final OperationRow row;
    private final Advance step;
    private final OperationAction action;
    private final List<TaskEffect> effects = new ArrayList<>();
    private Optional<TaskPage.Cursor> from;
    private long afterId;
    private long matched;
    private long failed;
    private boolean blocked;

    OperationWalk(Transaction transaction, OperationRow row, Advance step) {
        this.transaction = transaction;
        this.row = row;
        this.step = step;
        this.action = row.operation().request().action();
        this.from = row.from();
        this.afterId = row.afterId();
    }

    Advanced advance() {
        if (row.operation().cancelRequested()) {
            return finished(row.end(OperationStatus.CANCELLED, Optional.empty(), transaction.now()));
        }
        boolean atEnd = switch (row.operation().request().selection()) {
            case TaskSelection.ByFilter(TaskFilter filter) ->
                row.operation().request().narrow(filter).map(this::walkList).orElse(true);
            case TaskSelection.ByIds(List<Long> ids) -> walkIds(ids);
            case TaskSelection.Unread unread -> throw new IllegalStateException("a stored operation has a selection");
        };
        long done = row.operation().request().dryRun() ? 0 : matched - failed;
        OperationRow moved =
                row.advanced(from, afterId, new Operation.Counts(matched, done, failed), transaction.now());
        return finished(
                !blocked && (atEnd || isFull())
                        ? moved.end(OperationStatus.DONE, Optional.empty(), transaction.now())
                        : moved);
    }

    private Advanced finished(OperationRow after) {
        transaction.put(after);
        return new Advanced(Optional.of(after.operation()), effects, blocked);
    }

    /** Whether the step may handle no more tasks. */
    private boolean isOver(int scanned) {
        return scanned == step.rows() || matched >= step.most() || isFull();
    }

    /** Whether the operation may match no more tasks. */
    private boolean isFull() {
        return row.operation().counts().matched() + matched
                >= row.operation().request().most();
    }

    /** Whether no row is left. */
    private boolean walkList(TaskFilter filter) {
        int scanned = 0;
        for (var entry : Pages.newestFirst(transaction, filter, from)) {
            TaskRow task = transaction.task(entry.value()).orElseThrow();
            if (Pages.isBeforeWindow(task, filter)) {
                return true;
            }
            boolean fits = task.id() <= row.lastTask() && Pages.fits(task, filter);
            if (isOver(scanned) || (fits && !handle(task))) {
                return false;
            }
            scanned++;
            from = Optional.of(new TaskPage.Cursor(task.given().createdAt(), task.id()));
        }
        return true;
    }

    /** Whether no id is left. */
    private boolean walkIds(List<Long> ids) {
        int scanned = 0;
        for (long id : ids) {
            if (id <= afterId) {
                continue;
            }
            Optional<TaskRow> task = transaction
                    .task(id)
                    .filter(found -> action.statuses().contains(found.status()))
                    .filter(found ->
                            row.operation().request().mayTouch(found.origin().caller()));
            if (isOver(scanned) || (task.isPresent() && !handle(task.get()))) {
                return false;
            }
            if (task.isEmpty()) {
                matched++;
                failed++;
            }
            scanned++;
            afterId = id;
        }
        return true;
    }

    /** Whether the walk goes on behind the row. */
    private boolean handle(TaskRow task) {
        boolean dryRun = row.operation().request().dryRun();
        boolean locked = !dryRun && transaction.isLocked(task.id());
        if (locked && !step.passLocked()) {
            blocked = true;
            return false;
        }
        matched++;
        if (locked) {
            failed++;
        } else if (!dryRun) {
            effects.add(act(task));
        }
        return true;
    }

    private TaskEffect act(TaskRow task) {
        return switch (action) {
            case CANCEL ->
                MemorySubmissions.cancel(transaction, task) instanceof CancelResult.Requested
                        ? new TaskEffect.CancelRequested(task.id(), task.type())
                        : new TaskEffect.Cancelled(task.id(), task.type());
            case RETRY ->
                new TaskEffect.Queued(
                        MemorySubmissions.queueAgain(transaction, task).hint());
            case RUN_NOW ->
                new TaskEffect.Queued(
                        MemorySubmissions.runNow(transaction, task).hint());
            case DELETE -> {
                transaction.remove(task);
                yield new TaskEffect.Deleted(task.id(), task.type());
            }
        };
    }
}
