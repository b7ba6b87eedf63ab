package dev.taskq;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One event of a task's life. Events are derived from what is stored of the task: its row, and its attempts that did not succeed.
 * So the times of earlier waits, between two attempts, are not known. Immutable.
 *
 * @param id increases along the life of the task; the same event has the same id whenever it is read
 * @param kind what happened
 * @param at when
 * @param attempt the number of the attempt that it belongs to, or of the last one before it; 0 before the first
 * @param agent the agent of the attempt, if it is known
 * @param outcome how the attempt ended
 * @param status the final status
 * @param dueAt when the task is due, if it was scheduled
 * @param progress how far the attempt has come
 * @param error what went wrong
 */
public record TaskEvent(
        long id,
        Kind kind,
        Instant at,
        int attempt,
        Optional<String> agent,
        Optional<AttemptOutcome> outcome,
        Optional<TaskStatus> status,
        Optional<Instant> dueAt,
        Optional<Task.Progress> progress,
        Optional<String> error) {
    /** What happened. */
    public enum Kind {
        /** The task was stored. */
        CREATED,
        /** The task was scheduled for later: by its submitter, or for a back-off. */
        SCHEDULED,
        /** The task was queued. */
        QUEUED,
        /** The task was queued again by hand. */
        RETRIED,
        /** An agent claimed the task. */
        STARTED,
        /** The attempt said how far it has come. Only the last such event of the last attempt is known. */
        PROGRESS,
        /** A cancel was requested while it ran. */
        CANCEL_REQUESTED,
        /** An attempt ended. */
        ATTEMPT_ENDED,
        /** The task became final. */
        FINISHED;

        /**
         * The name used in the API.
         *
         * @return the lower-case name
         */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
