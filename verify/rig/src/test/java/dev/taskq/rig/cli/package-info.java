@NullMarked
package dev.taskq.rig.cli;

import org.jspecify.annotations.NullMarked;
