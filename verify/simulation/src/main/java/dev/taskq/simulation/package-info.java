/**
 * Looks for schedules that break a promise: the real coordinators and agents, on virtual time, in a world where things go
 * wrong. {@link dev.taskq.simulation.Main} is the entry; {@code docs/simulation.md} tells how to read what it prints.
 */
@NullMarked
package dev.taskq.simulation;

import org.jspecify.annotations.NullMarked;
