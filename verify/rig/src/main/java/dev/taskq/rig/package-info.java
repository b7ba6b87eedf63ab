/**
 * What tests and measurements run on: servers ({@link dev.taskq.rig.backend}), processes ({@link dev.taskq.rig.process}), a
 * network that fails ({@link dev.taskq.rig.proxy}), and the whole system on one machine ({@link dev.taskq.rig.stack}). Programs
 * have a client of the API ({@link dev.taskq.rig.api}), load that does not slow down with the system ({@link
 * dev.taskq.rig.load}) and command lines ({@link dev.taskq.rig.cli}).
 */
@NullMarked
package dev.taskq.rig;

import org.jspecify.annotations.NullMarked;
