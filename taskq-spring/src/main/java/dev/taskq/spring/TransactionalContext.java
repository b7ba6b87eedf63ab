package dev.taskq.spring;

import dev.taskq.Fire;
import dev.taskq.TaskContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An attempt whose method runs in the transaction that completes its task. It takes no checkpoint: that would stay where the
 * transaction is rolled back, and the next attempt would skip what was rolled back. Thread-safe.
 */
final class TransactionalContext implements TaskContext {
    private final TaskContext context;

    TransactionalContext(TaskContext context) {
        this.context = context;
    }

    @Override
    public void checkpoint(Object value) {
        throw new IllegalStateException(
                "a transactional handler makes no checkpoint: it would stay if the transaction is"
                        + " rolled back, so make it in a handler with the propagation NOT_SUPPORTED, after a commit");
    }

    @Override
    public long taskId() {
        return context.taskId();
    }

    @Override
    public int attempt() {
        return context.attempt();
    }

    @Override
    public String key() {
        return context.key();
    }

    @Override
    public String correlationId() {
        return context.correlationId();
    }

    @Override
    public Optional<String> traceparent() {
        return context.traceparent();
    }

    @Override
    public Optional<Fire> fire() {
        return context.fire();
    }

    @Override
    public Duration remaining() {
        return context.remaining();
    }

    @Override
    public boolean isCancelled() {
        return context.isCancelled();
    }

    @Override
    public void progress(double fraction, String note) {
        context.progress(fraction, note);
    }

    @Override
    public <T> Optional<T> lastCheckpoint(Class<T> as) {
        return context.lastCheckpoint(as);
    }

    @Override
    public void complete(Connection connection, @Nullable Object result) throws SQLException {
        context.complete(connection, result);
    }

    @Override
    public Map<String, String> loggerContext() {
        return context.loggerContext();
    }
}
