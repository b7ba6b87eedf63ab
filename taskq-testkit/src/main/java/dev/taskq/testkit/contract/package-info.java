/**
 * The contracts of the two ports as runnable tests. An adapter's test extends {@link
 * dev.taskq.testkit.contract.TaskStoreContract} or {@link dev.taskq.testkit.contract.TaskQueueContract}, gives what is
 * abstract, and has passed when it is green.
 */
@NullMarked
package dev.taskq.testkit.contract;

import org.jspecify.annotations.NullMarked;
