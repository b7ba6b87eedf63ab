/** Limits the rates of callers. */
@NullMarked
package dev.taskq.server.rate;

import org.jspecify.annotations.NullMarked;
