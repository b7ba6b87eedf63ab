/**
 * The server of taskq's API, for a JVM program with a {@link dev.taskq.coordinator.Coordinator}. {@link
 * dev.taskq.server.TaskqServer} is the entry point.
 */
@NullMarked
package dev.taskq.server;

import org.jspecify.annotations.NullMarked;
