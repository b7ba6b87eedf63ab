@NullMarked
package dev.taskq.rig.load;

import org.jspecify.annotations.NullMarked;
