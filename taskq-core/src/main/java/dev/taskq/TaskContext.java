package dev.taskq;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One attempt, from its handler's view. Thread-safe; valid while the handler runs. */
public interface TaskContext {
    /**
     * The task's id.
     *
     * @return the id
     */
    long taskId();

    /**
     * The attempt's number, counted from 1. It never decreases, not even with a manual retry. After a crash of the
     * database a number may be used twice.
     *
     * @return the number
     */
    int attempt();

    /**
     * A key that is the same in every attempt of the task. Pass it to operations that must happen once.
     *
     * @return the key, {@code taskq-<id>}
     */
    default String key() {
        return "taskq-" + taskId();
    }

    /**
     * The id that identifies the task's log lines in every process.
     *
     * @return the id
     */
    String correlationId();

    /**
     * The W3C trace context of the submission.
     *
     * @return the value of {@code traceparent}, or empty
     */
    Optional<String> traceparent();

    /**
     * The schedule that the task comes from, with the fire time: the time for which it was fired. Every attempt gets the same.
     *
     * @return the schedule; empty if a client submitted the task
     */
    default Optional<Fire> fire() {
        return Optional.empty();
    }

    /**
     * The time left until the attempt times out and is interrupted.
     *
     * @return the time; zero if the attempt has timed out
     */
    Duration remaining();

    /**
     * Whether the attempt should stop: a cancel was requested, the attempt timed out, the agent stops, or the task no
     * longer belongs to this agent. The thread is interrupted as well.
     *
     * @return true if it should stop
     */
    boolean isCancelled();

    /**
     * The entries of the logger context (SLF4J's MDC) while the handler runs. Pass them to your own threads.
     *
     * @return {@code correlation_id}, {@code task_id}, {@code type}, {@code attempt}, {@code session}; also
     *     {@code trace_id} if the submission had a trace context
     */
    Map<String, String> loggerContext();
}
