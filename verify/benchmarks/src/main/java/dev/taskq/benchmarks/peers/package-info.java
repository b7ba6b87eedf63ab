/** Other task queues for Java, each set up as its own documentation says for throughput. */
@NullMarked
package dev.taskq.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
