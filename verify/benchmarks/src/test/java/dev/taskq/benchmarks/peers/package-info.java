/** Tests of the benchmarks, package peers. */
@NullMarked
package dev.taskq.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
