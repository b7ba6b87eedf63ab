@NullMarked
package dev.taskq.rig.backend;

import org.jspecify.annotations.NullMarked;
