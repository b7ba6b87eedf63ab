/** Keeps tasks in Postgres: the adapter of the store. */
@NullMarked
package dev.taskq.postgres;

import org.jspecify.annotations.NullMarked;
