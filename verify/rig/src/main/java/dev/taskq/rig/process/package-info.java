/**
 * The built applications as separate processes, with their tools for one machine. Nothing here needs JUnit.
 */
@NullMarked
package dev.taskq.rig.process;

import org.jspecify.annotations.NullMarked;
