/**
 * Runs the real coordinator and agent as actors on virtual time. Exactly one actor runs at a time, and all random
 * choices come from one seed, so a run depends only on its seed. The entry point is
 * {@link dev.taskq.simulation.world.Simulation}.
 */
@NullMarked
package dev.taskq.simulation.world;

import org.jspecify.annotations.NullMarked;
