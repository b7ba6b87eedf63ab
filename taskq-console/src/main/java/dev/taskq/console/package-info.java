/**
 * The web console of taskq: {@link dev.taskq.console.Console} is the entry point. A {@link
 * dev.taskq.server.TaskqServer} serves it under {@code /console}. {@link dev.taskq.console.EmbeddedConsole} is for a web server
 * that the application has already.
 */
@NullMarked
package dev.taskq.console;

import org.jspecify.annotations.NullMarked;
