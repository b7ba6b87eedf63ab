/** What coordinator and agent tell of themselves: the parts of their metrics, and one log line for each step of a task. Not exported. */
@NullMarked
package dev.taskq.telemetry;

import org.jspecify.annotations.NullMarked;
