/**
 * The coordinator: accepts tasks and answers for them, and runs the duties that keep them moving. Start with
 * {@link dev.taskq.coordinator.Coordinator}.
 */
@NullMarked
package dev.taskq.coordinator;

import org.jspecify.annotations.NullMarked;
