/** The parts of the load test; as a whole it is tested where its stack is started. */
@NullMarked
package dev.taskq.load;

import org.jspecify.annotations.NullMarked;
