/** The fire times of schedules: pure computations. */
@NullMarked
package dev.taskq.recurrence;

import org.jspecify.annotations.NullMarked;
