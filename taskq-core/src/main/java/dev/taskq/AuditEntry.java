package dev.taskq;

import java.time.Instant;

/**
 * A change that was written down. Immutable.
 *
 * @param id its id, given by the store; later entries have higher ones
 * @param at when it was written, by the store's clock
 * @param change the change
 */
public record AuditEntry(long id, Instant at, NewAuditEntry change) {}
