/** The coordinator as a process: configuration, HTTP and life cycle. */
@NullMarked
package dev.taskq.coordinator.app;

import org.jspecify.annotations.NullMarked;
