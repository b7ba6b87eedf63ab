package dev.taskq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A task in the state in which it was read. Immutable.
 *
 * @param id its id, given by the store
 * @param type the type's name
 * @param status its status
 * @param params a JSON object, as text; {@code {}} in lists, which leave params and result out
 * @param result JSON, as text, if it succeeded with a result
 * @param error the last error, cut to 4,000 characters
 * @param counts its counts
 * @param limits its limits: those of the submitter or, once claimed, those in force
 * @param cancelRequested whether a cancel was requested while it ran
 * @param times its times, by the database's clock
 * @param agent the name of the agent that runs it or ran it last
 * @param origin its submitter
 * @param attempts the attempts that did not succeed, oldest first; empty in lists
 */
public record Task(
        long id,
        String type,
        TaskStatus status,
        String params,
        Optional<String> result,
        Optional<String> error,
        Counts counts,
        TaskLimits limits,
        boolean cancelRequested,
        Times times,
        Optional<String> agent,
        Origin origin,
        List<Attempt> attempts) {

    /** Copies the list. */
    public Task {
        attempts = List.copyOf(attempts);
    }

    /**
     * The counts of a task. A manual retry sets all except the attempt to 0.
     *
     * @param attempt the number of the last attempt, 0 before the first; never decreases
     * @param failures attempts that failed or timed out
     * @param losses attempts that ended with the loss of their agent
     * @param releases consecutive attempts that were released unfinished
     */
    public record Counts(int attempt, int failures, int losses, int releases) {
        /** The counts of a task that never ran. */
        public static final Counts NONE = new Counts(0, 0, 0, 0);

        /** The number of losses that make a task a suspect. */
        public static final int SUSPECT_LOSSES = 2;

        /**
         * Whether the task may be the cause of its agents' deaths: it was lost {@link #SUSPECT_LOSSES} times or more.
         * An agent runs at most one suspect at a time, so that a suspect that kills its agent takes no other suspect
         * with it.
         *
         * @return true if it is a suspect
         */
        public boolean isSuspect() {
            return losses >= SUSPECT_LOSSES;
        }
    }

    /**
     * The times of a task, by the database's clock, in microseconds.
     *
     * @param createdAt when it was stored
     * @param updatedAt when its row last changed
     * @param runAt when it becomes due, while scheduled
     * @param queuedAt since when it waits, or when it last began to wait
     * @param startedAt when its last attempt was claimed
     * @param finishedAt when it became final
     */
    public record Times(
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> runAt,
            Optional<Instant> queuedAt,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {}

    /**
     * An attempt that did not succeed.
     *
     * @param attempt its number
     * @param agent the name of the agent that ran it
     * @param startedAt when it was claimed
     * @param endedAt when its end was recorded
     * @param outcome its outcome
     * @param error the error, cut to 4,000 characters
     */
    public record Attempt(
            int attempt,
            String agent,
            Instant startedAt,
            Instant endedAt,
            AttemptOutcome outcome,
            Optional<String> error) {}

    /**
     * The result, as a value. Read by {@link JsonMapping#strict()}.
     *
     * @param as the class of the result
     * @param <T> the class of the result
     * @return the result
     * @throws IllegalStateException if the task has no result; the message says what became of the task
     * @throws IllegalArgumentException if the result does not fit the class
     */
    public <T> T result(Class<T> as) {
        return result(as, JsonMapping.strict());
    }

    /**
     * The result, as a value.
     *
     * @param as the class of the result
     * @param mapping that of the task's type
     * @param <T> the class of the result
     * @return the result
     * @throws IllegalStateException if the task has no result; the message says what became of the task
     * @throws IllegalArgumentException if the result does not fit the class
     */
    public <T> T result(Class<T> as, JsonMapping mapping) {
        String json = result.orElseThrow(() -> new IllegalStateException("task " + id + " is " + status.wireName()
                + " and has no result" + error.map(text -> ": " + text).orElse("")));
        try {
            return mapping.read(json, as);
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "the result of task " + id + " does not fit " + as.getName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The bound on failures that is in force, or would be by default.
     *
     * @return 1 to 1,000
     */
    public int maxAttempts() {
        OptionalInt given = limits.maxAttempts();
        return given.orElse(TaskLimits.DEFAULT_MAX_ATTEMPTS);
    }

    /**
     * The time-out: the one in force, or the default.
     *
     * @return 1 ms to 7 days
     */
    public Duration timeout() {
        return limits.timeout().orElse(TaskLimits.DEFAULT_TIMEOUT);
    }
}
