/** The state machine of a task, decided in one place: which moves there are, and what follows the end of an execution. */
@NullMarked
package dev.taskq.lifecycle;

import org.jspecify.annotations.NullMarked;
