/**
 * Runs the real coordinator and agent as actors of which exactly one runs at a time, on virtual time, all chance taken
 * from one seed: what a run does depends on nothing but its seed. {@link dev.taskq.simulation.world.Simulation} is the
 * entry.
 */
@NullMarked
package dev.taskq.simulation.world;

import org.jspecify.annotations.NullMarked;
