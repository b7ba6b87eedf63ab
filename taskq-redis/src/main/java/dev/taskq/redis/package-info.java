/** Keeps hints and wake-ups in Redis: the adapter of the queue. */
@NullMarked
package dev.taskq.redis;

import org.jspecify.annotations.NullMarked;
