package dev.taskq.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A task as it stood when it was read. Immutable.
 *
 * @param id its id
 * @param type the type's name
 * @param status where it stands in its life
 * @param params its params; empty in lists
 * @param result its result, if it succeeded with one; empty in lists
 * @param error the last error
 * @param counts what is counted of it
 * @param maxAttempts the number of failures after which it is failed
 * @param timeout the longest time that an attempt may run
 * @param cancelRequested whether a caller asked for its end while it ran
 * @param times its times
 * @param agent the name of the agent that runs it or ran it last
 * @param caller the caller that submitted it
 * @param correlationId the correlation id of its submit
 * @param attempts the attempts that did not succeed, oldest first; empty in lists
 * @param progress how far its handler has come, if the handler says so; empty in lists
 * @param warning what the submitter should know, for example that no agent serves the type
 * @param json the answer that it was read from, with what this version does not know
 */
public record Task(
        long id,
        String type,
        TaskStatus status,
        Optional<JsonValue> params,
        Optional<JsonValue> result,
        Optional<String> error,
        Counts counts,
        int maxAttempts,
        Duration timeout,
        boolean cancelRequested,
        Times times,
        Optional<String> agent,
        Optional<String> caller,
        Optional<String> correlationId,
        List<Attempt> attempts,
        Optional<Progress> progress,
        Optional<String> warning,
        JsonValue json) {

    /** Copies the list. */
    public Task {
        attempts = List.copyOf(attempts);
    }

    /**
     * What is counted of a task.
     *
     * @param attempt the number of the last attempt, 0 before the first; it only grows
     * @param failures attempts that failed or timed out
     * @param losses attempts whose agent was lost
     */
    public record Counts(int attempt, int failures, int losses) {}

    /**
     * The times of a task, by the clock of the database.
     *
     * @param createdAt when it was stored
     * @param updatedAt when it changed last
     * @param runAt when it becomes due, while it is scheduled
     * @param queuedAt since when it waits, or waited last
     * @param startedAt when its last attempt began
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
     * One attempt that did not succeed.
     *
     * @param attempt its number
     * @param agent the name of the agent that ran it
     * @param startedAt when it began
     * @param endedAt when its end was recorded
     * @param outcome how it ended, such as {@code failed} or {@code lost}; a later version may have more outcomes
     * @param error what went wrong
     */
    public record Attempt(
            int attempt, String agent, Instant startedAt, Instant endedAt, String outcome, Optional<String> error) {}

    /**
     * How far a handler has come.
     *
     * @param fraction 0 to 1, if the handler knows it
     * @param note a text of the handler
     * @param at when the handler said so
     */
    public record Progress(Optional<Double> fraction, Optional<String> note, Instant at) {}

    /**
     * Whether the task is final: no automatic transition leaves its status.
     *
     * @return true if it is, also for a status that this version does not know
     */
    public boolean isFinal() {
        return times.finishedAt().isPresent();
    }

    /**
     * The result, as an object of a class.
     *
     * @param as the class
     * @param <T> the class
     * @return the result
     * @throws IllegalStateException if the task has no result; the message says what became of the task
     * @throws IllegalArgumentException if the result does not fit the class
     */
    public <T> T result(Class<T> as) {
        return result.orElseThrow(() -> new IllegalStateException("task " + id + " is " + status + " and has no result"
                        + error.map(text -> ": " + text).orElse("")))
                .as(as);
    }

    /**
     * The params, as an object of a class.
     *
     * @param as the class
     * @param <T> the class
     * @return the params
     * @throws IllegalStateException if the task was read from a list, which leaves params out
     * @throws IllegalArgumentException if the params do not fit the class
     */
    public <T> T params(Class<T> as) {
        return params.orElseThrow(() -> new IllegalStateException("lists leave params out; get the task by its id"))
                .as(as);
    }

    static Task of(Fields json) {
        return new Task(
                json.integer("id"),
                json.text("type"),
                new TaskStatus(json.text("status")),
                json.value("params"),
                json.value("result"),
                json.textIfAny("error"),
                new Counts(json.small("attempt"), json.small("failures"), json.small("losses")),
                json.small("max_attempts"),
                json.duration("timeout"),
                json.flag("cancel_requested"),
                new Times(
                        json.time("created_at"),
                        json.time("updated_at"),
                        json.timeIfAny("run_at"),
                        json.timeIfAny("queued_at"),
                        json.timeIfAny("started_at"),
                        json.timeIfAny("finished_at")),
                json.textIfAny("agent"),
                json.textIfAny("caller"),
                json.textIfAny("correlation_id"),
                json.objects("attempts").stream().map(Task::attempt).toList(),
                json.objectIfAny("progress").map(Task::progress),
                json.textIfAny("warning"),
                json.whole());
    }

    private static Attempt attempt(Fields json) {
        return new Attempt(
                json.small("attempt"),
                json.text("agent"),
                json.time("started_at"),
                json.time("ended_at"),
                json.text("outcome"),
                json.textIfAny("error"));
    }

    static Progress progress(Fields json) {
        return new Progress(json.fractionIfAny("fraction"), json.textIfAny("note"), json.time("at"));
    }
}
