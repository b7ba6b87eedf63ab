package dev.taskq;

import java.time.Instant;
import java.util.Optional;

/**
 * A scheduled task: as much of it as tells when it is due, and why it waits. Immutable.
 *
 * @param id its id
 * @param type its type
 * @param caller the caller that submitted it; empty if an embedding application did
 * @param dueAt when it is due, by the store's clock; in the past if the leader has not queued it yet
 * @param attempt how many attempts it has had
 * @param after how its last attempt ended, after which it waits for the next; empty if it has had none, so that its submit says when
 *     it is due
 * @param schedule the schedule that it comes from
 */
public record ScheduledTask(
        long id,
        String type,
        String caller,
        Instant dueAt,
        int attempt,
        Optional<AttemptOutcome> after,
        Optional<String> schedule) {}
