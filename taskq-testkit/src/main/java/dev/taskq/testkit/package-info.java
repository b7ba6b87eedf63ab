/** The contracts of the ports as runnable tests, and the time limits that tests wait for at most. */
@NullMarked
package dev.taskq.testkit;

import org.jspecify.annotations.NullMarked;
