/** A training run: both programs under load, until their JVMs have learned what is hot, and write it into AOT caches. */
@NullMarked
package dev.taskq.training;

import org.jspecify.annotations.NullMarked;
