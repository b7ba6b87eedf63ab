@NullMarked
package dev.taskq.rig.process;

import org.jspecify.annotations.NullMarked;
