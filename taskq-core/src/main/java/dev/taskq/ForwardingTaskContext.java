package dev.taskq;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A context that passes every call on to another one. A handler that wraps another handler extends it to change some of the
 * calls; what later versions add to {@link TaskContext} is passed on too. As safe for threads as the other context.
 */
public abstract class ForwardingTaskContext implements TaskContext {
    private final TaskContext context;

    /**
     * Passes calls on.
     *
     * @param context answers them
     */
    protected ForwardingTaskContext(TaskContext context) {
        this.context = context;
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
    public void checkpoint(Object value) {
        context.checkpoint(value);
    }

    @Override
    public <T> Optional<T> lastCheckpoint(Class<T> as) {
        return context.lastCheckpoint(as);
    }

    @Override
    public void complete(Connection connection, @Nullable Object result) throws SQLException {
        context.complete(connection, result);
    }

    /** It goes through {@link #complete(Connection, Object)}, so that what changes that one changes this one. */
    @Override
    public final void complete(Connection connection) throws SQLException {
        complete(connection, null);
    }

    @Override
    public Map<String, String> loggerContext() {
        return context.loggerContext();
    }
}
