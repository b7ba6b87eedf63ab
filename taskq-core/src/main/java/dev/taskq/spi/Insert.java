package dev.taskq.spi;

import dev.taskq.NewTask;

/**
 * A row to be stored. Immutable.
 *
 * @param task the task, checked; its correlation id is set
 * @param bodyHash what a repeat under the same key must match; empty where there is no key
 */
public record Insert(NewTask task, String bodyHash) {}
