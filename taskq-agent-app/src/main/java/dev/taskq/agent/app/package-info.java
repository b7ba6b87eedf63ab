/** The agent as a process: configuration, health over HTTP and life cycle. */
@NullMarked
package dev.taskq.agent.app;

import org.jspecify.annotations.NullMarked;
