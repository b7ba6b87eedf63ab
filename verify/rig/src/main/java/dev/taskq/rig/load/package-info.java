/** Load on a system that does not slow down when the system does. */
@NullMarked
package dev.taskq.rig.load;

import org.jspecify.annotations.NullMarked;
