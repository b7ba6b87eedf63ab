/**
 * The base of tests and measurements: servers ({@link dev.taskq.rig.backend}), processes
 * ({@link dev.taskq.rig.process}), a network with faults ({@link dev.taskq.rig.proxy}), and the whole system on one
 * machine ({@link dev.taskq.rig.stack}). For programs there are load that does not slow down with the
 * system ({@link dev.taskq.rig.load}), and command lines ({@link dev.taskq.rig.cli}).
 */
@NullMarked
package dev.taskq.rig;

import org.jspecify.annotations.NullMarked;
