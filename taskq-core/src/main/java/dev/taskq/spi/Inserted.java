package dev.taskq.spi;

import dev.taskq.TaskStatus;
import java.util.Optional;

/**
 * A stored row, stored by this call or by an earlier one with the same key. Immutable.
 *
 * @param id its id
 * @param status its first status: queued or scheduled
 * @param replayed whether an earlier call, or an earlier row of this call, stored it
 * @param hint the hint to send, if this call stored it as queued
 */
public record Inserted(long id, TaskStatus status, boolean replayed, Optional<Hint> hint) {}
