package dev.taskq.test;

import dev.taskq.Fire;
import dev.taskq.JsonMapping;
import dev.taskq.TaskCompletedException;
import dev.taskq.TaskContext;
import dev.taskq.TaskLostException;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import dev.taskq.spi.HandlerValues;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that a handler is given, for tests that call a handler themselves. It records what the handler says: its progress, its
 * checkpoints, and a completion in its own transaction.
 *
 * <pre>{@code
 * Outcome outcome = new ShipHandler(carrier).handle(TestTaskContext.builder().attempt(2).build(), new Ship(7));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class TestTaskContext implements TaskContext {
    private static final String TYPE = "test";

    private final long taskId;
    private final int attempt;
    private final String correlationId;
    private final Optional<String> traceparent;
    private final Optional<Fire> fire;
    private final Duration remaining;
    private final TaskType<Object> type;
    private final boolean lost;
    private final List<Progress> progress = new CopyOnWriteArrayList<>();
    private volatile Optional<String> checkpoint = Optional.empty();
    private volatile @Nullable Completed completed;
    private volatile boolean cancelled;

    private TestTaskContext(Builder builder) {
        this.taskId = builder.taskId;
        this.attempt = builder.attempt;
        this.correlationId = builder.correlationId;
        this.traceparent = builder.traceparent;
        this.fire = builder.fire;
        this.remaining = builder.remaining;
        this.type = TaskType.of(TYPE, Object.class).withMapping(builder.mapping);
        this.lost = builder.lost;
        this.cancelled = builder.cancelled;
    }

    /**
     * One call of {@link TaskContext#progress}.
     *
     * @param fraction 0 to 1
     * @param note the text
     */
    public record Progress(double fraction, String note) {}

    private record Completed(@Nullable Object result) {}

    /**
     * Begins to make a context: by default the first attempt of task 1, with an hour left.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Cancels the attempt while the handler runs. It interrupts no thread. */
    public void cancel() {
        cancelled = true;
    }

    @Override
    public long taskId() {
        return taskId;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public String correlationId() {
        return correlationId;
    }

    @Override
    public Optional<String> traceparent() {
        return traceparent;
    }

    @Override
    public Optional<Fire> fire() {
        return fire;
    }

    @Override
    public Duration remaining() {
        return remaining;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void progress(double fraction, String note) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a fraction is from 0 to 1, not " + fraction);
        }
        progress.add(new Progress(fraction, note));
    }

    /**
     * What the handler has said of its progress.
     *
     * @return all of it, in its order
     */
    public List<Progress> allProgress() {
        return List.copyOf(progress);
    }

    @Override
    public void checkpoint(Object value) {
        if (isCompleted()) {
            throw new IllegalStateException(
                    "the attempt has completed its task in a transaction: make checkpoints before");
        }
        String json = HandlerValues.checkpoint(type, value).json();
        checkHeld();
        checkpoint = Optional.of(json);
    }

    @Override
    public <T> Optional<T> lastCheckpoint(Class<T> as) {
        return checkpoint.map(json -> {
            try {
                return type.mapping().read(json, as);
            } catch (Exception e) {
                throw new IllegalArgumentException("the checkpoint does not fit " + as.getName(), e);
            }
        });
    }

    /**
     * Records the completion. Whether the transaction commits afterwards is not seen.
     *
     * @throws TaskLostException if the task was made a lost one
     * @throws TaskCompletedException if the handler has completed it before
     * @throws TaskRejectedException if the result cannot be stored
     * @throws IllegalStateException if the connection is in auto-commit mode
     * @throws SQLException if the connection does not say whether it is
     */
    @Override
    public void complete(Connection connection, @Nullable Object result) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("the connection is in auto-commit mode");
        }
        HandlerValues.completedWith(type, result);
        checkHeld();
        synchronized (this) {
            if (completed != null) {
                throw new TaskCompletedException(taskId);
            }
            completed = new Completed(result);
        }
    }

    /**
     * Whether the handler has completed the task in a transaction of its own.
     *
     * @return true if it has
     */
    public boolean isCompleted() {
        return completed != null;
    }

    /**
     * The result of the completion in the handler's transaction.
     *
     * @return the result; empty if there was no such completion, or it had none
     */
    public Optional<Object> completedWith() {
        return Optional.ofNullable(completed).flatMap(each -> Optional.ofNullable(each.result()));
    }

    private void checkHeld() {
        if (lost) {
            throw new TaskLostException(taskId);
        }
    }

    @Override
    public Map<String, String> loggerContext() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("correlation_id", correlationId);
        entries.put("task_id", Long.toString(taskId));
        entries.put("type", TYPE);
        entries.put("attempt", Integer.toString(attempt));
        entries.put("session", "1");
        return Map.copyOf(entries);
    }

    /** Makes a context. For one thread. */
    public static final class Builder {
        private long taskId = 1;
        private int attempt = 1;
        private String correlationId = "test";
        private Optional<String> traceparent = Optional.empty();
        private Optional<Fire> fire = Optional.empty();
        private Duration remaining = Duration.ofHours(1);
        private JsonMapping mapping = JsonMapping.strict();
        private @Nullable Object checkpoint;
        private boolean lost;
        private boolean cancelled;

        private Builder() {}

        /**
         * Sets the task's id, and by that its key.
         *
         * @param value the id
         * @return this
         */
        public Builder taskId(long value) {
            taskId = value;
            return this;
        }

        /**
         * Sets the number of the attempt.
         *
         * @param value 1 or more
         * @return this
         */
        public Builder attempt(int value) {
            attempt = value;
            return this;
        }

        /**
         * Sets the correlation id.
         *
         * @param value the id
         * @return this
         */
        public Builder correlationId(String value) {
            correlationId = value;
            return this;
        }

        /**
         * Sets the trace context of the submission.
         *
         * @param value a value of {@code traceparent}
         * @return this
         */
        public Builder traceparent(String value) {
            traceparent = Optional.of(value);
            return this;
        }

        /**
         * Makes the task one that a schedule fired.
         *
         * @param value the schedule and the fire time
         * @return this
         */
        public Builder fire(Fire value) {
            fire = Optional.of(value);
            return this;
        }

        /**
         * Sets the time that is left until the time-out.
         *
         * @param value zero or more
         * @return this
         */
        public Builder remaining(Duration value) {
            remaining = value;
            return this;
        }

        /**
         * Sets the mapping of checkpoints.
         *
         * @param value a mapping; {@link JsonMapping#strict()} by default
         * @return this
         */
        public Builder mapping(JsonMapping value) {
            mapping = value;
            return this;
        }

        /**
         * Sets the checkpoint with which the attempt begins.
         *
         * @param value the checkpoint of an earlier attempt
         * @return this
         */
        public Builder checkpoint(Object value) {
            checkpoint = value;
            return this;
        }

        /**
         * Makes the task one that was taken back: a checkpoint or a completion throws {@link TaskLostException}.
         *
         * @return this
         */
        public Builder lost() {
            lost = true;
            return this;
        }

        /**
         * Makes the attempt one that should stop.
         *
         * @return this
         */
        public Builder cancelled() {
            cancelled = true;
            return this;
        }

        /**
         * Makes the context.
         *
         * @return the context
         */
        public TestTaskContext build() {
            TestTaskContext context = new TestTaskContext(this);
            if (checkpoint != null) {
                context.checkpoint = Optional.of(
                        HandlerValues.checkpoint(context.type, checkpoint).json());
            }
            return context;
        }
    }
}
