/** What agents load that are processes of their own: a handler that does nothing, and its counts for the load generator. */
@NullMarked
package dev.taskq.benchmarks.plugin;

import org.jspecify.annotations.NullMarked;
