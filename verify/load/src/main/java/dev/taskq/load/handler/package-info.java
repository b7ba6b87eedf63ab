/** The handler of the load test's tasks, as a plugin for agents. */
@NullMarked
package dev.taskq.load.handler;

import org.jspecify.annotations.NullMarked;
