/**
 * What tests and measurements run on: servers ({@link dev.taskq.rig.backend}), processes ({@link dev.taskq.rig.process}), a
 * network that fails ({@link dev.taskq.rig.proxy}), and the whole system on one machine ({@link dev.taskq.rig.stack}).
 */
@NullMarked
package dev.taskq.rig;

import org.jspecify.annotations.NullMarked;
