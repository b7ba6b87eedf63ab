/**
 * {@code ./taskq chaos}: the built applications as processes, under load, while a seeded schedule of faults hits them; then a
 * checker that knows only what the client was told, the rows, and what the handlers wrote down.
 */
@NullMarked
package dev.taskq.chaos;

import org.jspecify.annotations.NullMarked;
