package dev.taskq;

import java.util.Optional;

/**
 * The result of a submission: the task is stored durably. Immutable.
 *
 * @param id the task's id
 * @param status the status as first stored: {@link TaskStatus#QUEUED} or {@link TaskStatus#SCHEDULED}
 * @param replayed whether the task was there already, under the same idempotency key
 * @param warning what may be wrong with the task, as a sentence: no agent serves its type, and none has ever served it
 */
public record Submitted(long id, TaskStatus status, boolean replayed, Optional<String> warning) {}
