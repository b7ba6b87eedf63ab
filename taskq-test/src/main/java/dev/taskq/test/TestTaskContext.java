package dev.taskq.test;

import dev.taskq.TaskContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The attempt that a handler is given, for tests that call a handler themselves.
 *
 * <pre>{@code
 * Outcome outcome = new ShipHandler(carrier).handle(TestTaskContext.builder().attempt(2).build(), new Ship(7));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class TestTaskContext implements TaskContext {
    private final long taskId;
    private final int attempt;
    private final String correlationId;
    private final Optional<String> traceparent;
    private final Duration remaining;
    private volatile boolean cancelled;

    private TestTaskContext(Builder builder) {
        this.taskId = builder.taskId;
        this.attempt = builder.attempt;
        this.correlationId = builder.correlationId;
        this.traceparent = builder.traceparent;
        this.remaining = builder.remaining;
        this.cancelled = builder.cancelled;
    }

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
    public Duration remaining() {
        return remaining;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public Map<String, String> loggerContext() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("correlation_id", correlationId);
        entries.put("task_id", Long.toString(taskId));
        entries.put("type", "test");
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
        private Duration remaining = Duration.ofHours(1);
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
            return new TestTaskContext(this);
        }
    }
}
