/** Load on a system that does not slow down with it. */
@NullMarked
package dev.taskq.rig.load;

import org.jspecify.annotations.NullMarked;
