package dev.taskq.spi;

import dev.taskq.TaskStatus;
import java.util.Optional;

/**
 * A row that is stored, by this call or by an earlier one under the same key. Immutable.
 *
 * @param id its id
 * @param status as first stored: queued or scheduled
 * @param replayed whether an earlier call stored it, or an earlier row of this one
 * @param hint the hint to send, where this call stored it as queued
 */
public record Inserted(long id, TaskStatus status, boolean replayed, Optional<Hint> hint) {}
