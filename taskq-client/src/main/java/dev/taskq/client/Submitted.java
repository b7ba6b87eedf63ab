package dev.taskq.client;

import java.util.Optional;

/**
 * The answer to a submit: the task is stored durably. Immutable.
 *
 * @param id the task's id
 * @param status the status as first stored: queued or scheduled
 * @param replayed whether the task was there already, under the same idempotency key; also true if the client repeated
 *     the submit and the first one had been stored
 * @param warning what the submitter should know, for example that no agent serves the type
 * @param json the answer that it was read from, with what this version does not know
 */
public record Submitted(long id, TaskStatus status, boolean replayed, Optional<String> warning, JsonValue json) {}
