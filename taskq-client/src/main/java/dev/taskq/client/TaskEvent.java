package dev.taskq.client;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to a task. Immutable.
 *
 * @param id the event's number, which grows within a task
 * @param kind what happened, such as {@code queued}, {@code started} or {@code finished}; a later version may have more
 * @param at when it happened
 * @param attempt the number of the last attempt, 0 before the first
 * @param agent the agent of the attempt, if there is one
 * @param outcome how an attempt ended
 * @param status the final status, when the task became final
 * @param dueAt when the task becomes due, when it was scheduled
 * @param progress how far the attempt has come, when it said so
 * @param error what went wrong
 * @param json the answer that it was read from, with what this version does not know
 */
public record TaskEvent(
        long id,
        String kind,
        Instant at,
        int attempt,
        Optional<String> agent,
        Optional<String> outcome,
        Optional<TaskStatus> status,
        Optional<Instant> dueAt,
        Optional<Task.Progress> progress,
        Optional<String> error,
        JsonValue json) {

    static TaskEvent of(Fields json) {
        return new TaskEvent(
                json.integer("id"),
                json.text("event"),
                json.time("at"),
                json.small("attempt"),
                json.textIfAny("agent"),
                json.textIfAny("outcome"),
                json.textIfAny("status").map(TaskStatus::new),
                json.timeIfAny("due_at"),
                json.objectIfAny("progress").map(Task::progress),
                json.textIfAny("error"),
                json.whole());
    }
}
