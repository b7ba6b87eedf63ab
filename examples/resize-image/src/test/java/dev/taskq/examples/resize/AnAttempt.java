package dev.taskq.examples.resize;

import dev.taskq.TaskContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The first attempt of a task. */
record AnAttempt() implements TaskContext {
    @Override
    public long taskId() {
        return 1;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public String correlationId() {
        return "test";
    }

    @Override
    public Optional<String> traceparent() {
        return Optional.empty();
    }

    @Override
    public Duration remaining() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void progress(double fraction, String note) {}

    @Override
    public void checkpoint(Object value) {}

    @Override
    public <T> Optional<T> lastCheckpoint(Class<T> as) {
        return Optional.empty();
    }

    @Override
    public Map<String, String> loggerContext() {
        return Map.of();
    }
}
