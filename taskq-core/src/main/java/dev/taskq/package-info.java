/**
 * The API for users of taskq: tasks as immutable values, handlers, retry policies and exceptions.
 *
 * Start with {@link dev.taskq.TaskType} and {@link dev.taskq.TaskHandler}, then pass them to a
 * {@link dev.taskq.coordinator.Coordinator} and an {@link dev.taskq.agent.Agent}.
 */
@NullMarked
package dev.taskq;

import org.jspecify.annotations.NullMarked;
