/** Handlers for plugin jars; some of them misbehave. */
@NullMarked
package dev.taskq.process.plugin;

import org.jspecify.annotations.NullMarked;
