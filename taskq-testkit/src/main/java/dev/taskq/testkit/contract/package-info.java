/**
 * The contracts of the two ports as runnable tests. An adapter's test implements {@link
 * dev.taskq.testkit.contract.TaskStoreContract} or {@link dev.taskq.testkit.contract.TaskQueueContract}, gives what is
 * abstract, and has passed when it is green.
 *
 * <p>A contract is a set of interfaces, one for each subject. Their tests are default methods, so that one class of the adapter has
 * them all and each runs under the name of that class. A test takes the fixture as its parameter.
 */
@NullMarked
package dev.taskq.testkit.contract;

import org.jspecify.annotations.NullMarked;
