package dev.taskq;

/**
 * What a submit is answered: the task is stored durably. Immutable.
 *
 * @param id the task's id
 * @param status as first stored: {@link TaskStatus#QUEUED} or {@link TaskStatus#SCHEDULED}
 * @param replayed whether it was there already, under the same idempotency key
 */
public record Submitted(long id, TaskStatus status, boolean replayed) {}
