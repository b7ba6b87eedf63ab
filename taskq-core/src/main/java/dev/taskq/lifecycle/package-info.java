/** The state machine of a task in one place: all transitions, and the decision after the end of an execution. */
@NullMarked
package dev.taskq.lifecycle;

import org.jspecify.annotations.NullMarked;
