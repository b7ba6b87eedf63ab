/** The parts of the benchmarks that can be wrong while each figure still looks plausible. */
@NullMarked
package dev.taskq.benchmarks;

import org.jspecify.annotations.NullMarked;
