/**
 * Both ports in memory: the reference for adapters, and the base of tests, simulations and demos. The content ends with
 * the process.
 *
 * Each port is one immutable state, replaced as a whole under a lock that is held only briefly and never while waiting.
 * The state consists of {@link dev.taskq.memory.data.SortedTree}s, which share all but one path with their changed
 * copies. So a change has logarithmic cost, a snapshot costs nothing, and a change that throws has no effect.
 */
@NullMarked
package dev.taskq.memory;

import org.jspecify.annotations.NullMarked;
