/**
 * The whole system on this machine: Postgres, Redis, a coordinator and agents as processes. They end with the process
 * that started them.
 */
@NullMarked
package dev.taskq.rig.stack;

import org.jspecify.annotations.NullMarked;
