/** A typed client of the coordinators' HTTP API. {@link dev.taskq.client.TaskqClient} is where to begin. */
@NullMarked
package dev.taskq.client;

import org.jspecify.annotations.NullMarked;
