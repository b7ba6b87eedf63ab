/**
 * The two ports that an adapter implements, {@link dev.taskq.spi.StorePort} and {@link dev.taskq.spi.QueuePort}.
 *
 * <p>For implementers, not for users: it may change in any release. The contract suites of {@code taskq-testkit} are its
 * other half.
 */
@NullMarked
package dev.taskq.spi;

import org.jspecify.annotations.NullMarked;
