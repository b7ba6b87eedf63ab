/** Keeps hints and bells in Redis: the adapter of the queue. */
@NullMarked
package dev.taskq.redis;

import org.jspecify.annotations.NullMarked;
