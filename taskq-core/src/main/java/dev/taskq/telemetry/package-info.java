/** The metrics that coordinator and agent have in common, and the log of each step of a task. Not exported. */
@NullMarked
package dev.taskq.telemetry;

import org.jspecify.annotations.NullMarked;
