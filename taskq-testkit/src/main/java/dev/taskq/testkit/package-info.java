/** The contracts of the ports as runnable tests, and real backends for them. */
@NullMarked
package dev.taskq.testkit;

import org.jspecify.annotations.NullMarked;
