package dev.taskq.test;

import dev.taskq.ForwardingTaskContext;
import dev.taskq.Outcome;
import dev.taskq.TaskCompletedException;
import dev.taskq.TaskContext;
import dev.taskq.TaskType;
import dev.taskq.spi.HandlerValues;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attempt of a handler that completes its task in a transaction of its own. There is no database here, so the connection is only
 * asked whether it is in auto-commit mode. The transaction counts as committed if the handler returns, and as rolled back if it throws.
 * For one thread.
 */
final class HandlersTransaction extends ForwardingTaskContext {
    private final TaskType<?> type;
    private Optional<Outcome> completed = Optional.empty();

    HandlersTransaction(TaskContext context, TaskType<?> type) {
        super(context);
        this.type = type;
    }

    /** Whether the handler has completed its task, which is final if it returns. */
    boolean isCompleted() {
        return completed.isPresent();
    }

    /** What the handler has brought about, if it returned this outcome. */
    Outcome after(Outcome returned) {
        return completed.orElse(returned);
    }

    @Override
    public void complete(Connection connection, @Nullable Object result) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("the connection is in auto-commit mode");
        }
        HandlerValues.completedWith(type, result);
        if (completed.isPresent()) {
            throw new TaskCompletedException(taskId());
        }
        completed = Optional.of(result == null ? Outcome.done() : Outcome.done(result));
    }

    @Override
    public void checkpoint(Object value) {
        if (completed.isPresent()) {
            throw new IllegalStateException(
                    "the attempt has completed its task in a transaction: make checkpoints before");
        }
        super.checkpoint(value);
    }
}
