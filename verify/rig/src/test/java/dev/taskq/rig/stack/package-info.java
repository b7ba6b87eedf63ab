@NullMarked
package dev.taskq.rig.stack;

import org.jspecify.annotations.NullMarked;
