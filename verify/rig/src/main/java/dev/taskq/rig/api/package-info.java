/** A client of the coordinator's API. */
@NullMarked
package dev.taskq.rig.api;

import org.jspecify.annotations.NullMarked;
