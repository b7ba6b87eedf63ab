/**
 * The two ports that an adapter implements, {@link dev.taskq.spi.TaskStore} and {@link dev.taskq.spi.TaskQueue}, and
 * the source of threads, waiting, time and random numbers, {@link dev.taskq.spi.Platform}.
 *
 * For implementers, not for users: it may change in any release. The contract suites of {@code taskq-testkit} complete
 * the definition.
 */
@NullMarked
package dev.taskq.spi;

import org.jspecify.annotations.NullMarked;
