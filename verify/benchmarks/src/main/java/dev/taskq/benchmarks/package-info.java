/** End-to-end measurements. */
@NullMarked
package dev.taskq.benchmarks;

import org.jspecify.annotations.NullMarked;
