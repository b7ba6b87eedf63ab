package dev.taskq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A task as it stood when it was read. Immutable.
 *
 * @param id its id, given by the store
 * @param type the type's name
 * @param status where it stands in its life
 * @param params a JSON object, as text; {@code {}} in lists, which leave params and result out
 * @param result JSON, as text, where it succeeded with one
 * @param error what went wrong last: the text, and after it the stack trace of what the handler threw, shortened; 4,000 characters at most
 * @param counts what has been counted
 * @param limits the bounds: those that the submitter gave, or, once claimed, those in force
 * @param cancelRequested whether a client asked for its end while it ran
 * @param times its times, by the database's clock
 * @param agent the name of the agent that runs it or ran it last
 * @param progress the newest progress of the attempt that runs, or of the last one if its agent reported its end; empty in lists
 * @param origin the caller that submitted it, and how to trace it
 * @param attempts the attempts that did not go well, oldest first; empty in lists
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
        Optional<Progress> progress,
        Origin origin,
        List<Attempt> attempts) {

    /** Copies the list. */
    public Task {
        attempts = List.copyOf(attempts);
    }

    /**
     * What is counted of a task. A retry by hand sets all but the attempt to 0.
     *
     * @param attempt the number of the last attempt, 0 before the first; it only grows
     * @param failures attempts that failed or timed out
     * @param losses attempts whose agent was lost
     * @param releases attempts handed back unfinished in a row
     */
    public record Counts(int attempt, int failures, int losses, int releases) {
        /** Of a task that never ran. */
        public static final Counts NONE = new Counts(0, 0, 0, 0);

        /** The losses from which on a task is a suspect. */
        public static final int SUSPECT_LOSSES = 2;

        /**
         * Whether the task may be what its agents died of: it was lost {@link #SUSPECT_LOSSES} times or more. An agent runs at
         * most one such task at a time, so that each of them kills its agent, or does not, on its own account.
         *
         * @return whether it is a suspect
         */
        public boolean isSuspect() {
            return losses >= SUSPECT_LOSSES;
        }
    }

    /**
     * How far an attempt has come.
     *
     * @param fraction 0 to 1
     * @param note a text of the handler; not empty
     * @param at when it was stored
     */
    public record Progress(double fraction, Optional<String> note, Instant at) {
        /** The longest note, in characters. */
        public static final int LONGEST_NOTE = 200;
    }

    /**
     * The times of a task, by the database's clock, in microseconds.
     *
     * @param createdAt when it was stored
     * @param updatedAt when its row changed last
     * @param runAt when it becomes due, while scheduled
     * @param queuedAt since when it waits, or waited last
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
     * One attempt that did not go well.
     *
     * @param attempt its number
     * @param agent the name of the agent that ran it
     * @param startedAt when it was claimed
     * @param endedAt when its end was recorded
     * @param outcome how it ended
     * @param error what went wrong, cut to 4,000 characters
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
     * The time-out that is in force, or would be by default.
     *
     * @return 1 ms to 7 days
     */
    public Duration timeout() {
        return limits.timeout().orElse(TaskLimits.DEFAULT_TIMEOUT);
    }
}
