package dev.taskq.spi;

import dev.taskq.NewTask;

/**
 * A row to be stored. Immutable.
 *
 * @param task the task, checked; its correlation id is set
 * @param bodyHash the hash that a repeated submission with the same key must match; empty without a key
 */
public record Insert(NewTask task, String bodyHash) {}
