package dev.taskq.memory.data;

import dev.taskq.Operation;
import dev.taskq.OperationStatus;
import dev.taskq.TaskPage;
import java.time.Instant;
import java.util.Optional;

/**
 * A stored operation. Immutable.
 *
 * @param operation the operation as clients see it
 * @param lastTask the last task id that was given when it was started
 * @param from the position in the list of tasks; empty at the start
 * @param afterId the last id that was handled, if it has ids
 */
record OperationRow(Operation operation, long lastTask, Optional<TaskPage.Cursor> from, long afterId) {

    boolean isRunning() {
        return operation.status() == OperationStatus.RUNNING;
    }

    OperationRow requestCancel() {
        return with(new Operation(
                operation.id(),
                operation.request(),
                operation.status(),
                operation.counts(),
                true,
                operation.times(),
                operation.error()));
    }

    /** After a step that has moved the position. */
    OperationRow advanced(Optional<TaskPage.Cursor> newFrom, long newAfterId, Operation.Counts step, Instant now) {
        Operation.Times times = operation.times();
        Operation counted = new Operation(
                operation.id(),
                operation.request(),
                operation.status(),
                operation.counts().plus(step),
                operation.cancelRequested(),
                new Operation.Times(times.createdAt(), times.startedAt().or(() -> Optional.of(now)), Optional.empty()),
                operation.error());
        return new OperationRow(counted, lastTask, newFrom, newAfterId);
    }

    OperationRow end(OperationStatus status, Optional<String> error, Instant now) {
        Operation.Times times = operation.times();
        return with(new Operation(
                operation.id(),
                operation.request(),
                status,
                operation.counts(),
                operation.cancelRequested(),
                new Operation.Times(times.createdAt(), times.startedAt(), Optional.of(now)),
                error));
    }

    private OperationRow with(Operation changed) {
        return new OperationRow(changed, lastTask, from, afterId);
    }
}
