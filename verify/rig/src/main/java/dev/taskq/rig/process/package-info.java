/**
 * The built applications as processes of their own, and what they need on one machine. Nothing here needs JUnit.
 */
@NullMarked
package dev.taskq.rig.process;

import org.jspecify.annotations.NullMarked;
