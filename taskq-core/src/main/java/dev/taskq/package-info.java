/**
 * What a user of taskq calls: tasks as immutable values, handlers, retry policies and the exceptions.
 *
 * <p>Start with {@link dev.taskq.TaskType} and {@link dev.taskq.TaskHandler}, then hand them to a
 * {@link dev.taskq.coordinator.Coordinator} and an {@link dev.taskq.agent.Agent}.
 */
@NullMarked
package dev.taskq;

import org.jspecify.annotations.NullMarked;
