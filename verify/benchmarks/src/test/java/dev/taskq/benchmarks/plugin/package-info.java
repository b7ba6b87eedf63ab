/** Tests of the benchmarks, package plugin. */
@NullMarked
package dev.taskq.benchmarks.plugin;

import org.jspecify.annotations.NullMarked;
