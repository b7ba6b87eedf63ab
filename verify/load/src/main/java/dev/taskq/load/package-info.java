/** Load on a running system, and a verdict. */
@NullMarked
package dev.taskq.load;

import org.jspecify.annotations.NullMarked;
