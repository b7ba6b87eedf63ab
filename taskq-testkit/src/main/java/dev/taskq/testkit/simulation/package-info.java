/**
 * Runs the real coordinator and agent as actors of which exactly one runs at a time, on virtual time, all chance taken
 * from one seed: what a run does depends on nothing but its seed. {@link dev.taskq.testkit.simulation.Simulation} is the
 * entry.
 */
@NullMarked
package dev.taskq.testkit.simulation;

import org.jspecify.annotations.NullMarked;
