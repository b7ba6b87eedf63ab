package dev.taskq;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One attempt, as its handler sees it. Thread-safe; valid while the handler runs. */
public interface TaskContext {
    /**
     * The task's id.
     *
     * @return the id
     */
    long taskId();

    /**
     * The attempt's number, counted from 1. It only grows, over retries by hand too; a number may be used twice after a
     * crash of the database.
     *
     * @return the number
     */
    int attempt();

    /**
     * A key that is the same in every attempt of the task: hand it to what must happen once.
     *
     * @return the key, {@code taskq-<id>}
     */
    default String key() {
        return "taskq-" + taskId();
    }

    /**
     * The id by which the task's log lines are found in every process.
     *
     * @return the id
     */
    String correlationId();

    /**
     * The W3C trace context that came with the submit.
     *
     * @return the value of {@code traceparent}, or empty
     */
    Optional<String> traceparent();

    /**
     * The time left until the attempt times out and is interrupted.
     *
     * @return the time; zero when it is over
     */
    Duration remaining();

    /**
     * Whether the attempt should stop: a cancel was asked for, its time is over, the agent stops, or the task is no
     * longer this agent's. The thread is interrupted as well.
     *
     * @return whether to stop
     */
    boolean isCancelled();

    /**
     * The facts that stand in the logger context (SLF4J's MDC) while the handler runs; hand them on to threads of your
     * own.
     *
     * @return {@code correlation_id}, {@code task_id}, {@code type}, {@code attempt}, {@code session}, and where a trace
     *     context came with the submit {@code trace_id}
     */
    Map<String, String> loggerContext();
}
