/**
 * Searches for schedules that break a promise. Runs the real coordinators and agents on virtual time, in a world with
 * accidents. {@link dev.taskq.simulation.Main} is the entry; {@code docs/simulation.md} describes its output.
 */
@NullMarked
package dev.taskq.simulation;

import org.jspecify.annotations.NullMarked;
