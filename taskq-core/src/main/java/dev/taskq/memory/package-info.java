/**
 * Both ports in memory: the reference for adapters, and what tests, simulations and demos run on. Nothing outlives the
 * process.
 *
 * <p>Each port is one immutable state, swapped whole under a short lock that is never held across anything that waits.
 * The state is made of {@link dev.taskq.memory.data.SortedTree}s, whose changed copies share all but one path with the
 * original: so a change costs a logarithm, a snapshot costs nothing, and a change that throws halfway has not happened.
 */
@NullMarked
package dev.taskq.memory;

import org.jspecify.annotations.NullMarked;
