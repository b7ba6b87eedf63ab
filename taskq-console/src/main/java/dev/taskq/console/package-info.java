/**
 * The web console of taskq: {@link dev.taskq.console.Console} is the entry point. A {@link
 * dev.taskq.server.TaskqServer} serves it under {@code /console}.
 */
@NullMarked
package dev.taskq.console;

import org.jspecify.annotations.NullMarked;
