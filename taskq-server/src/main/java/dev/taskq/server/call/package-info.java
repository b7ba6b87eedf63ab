/**
 * The calls of the API, described once for every transport: {@link dev.taskq.server.call.ServerCalls} is the entry
 * point. A transport reads its requests into the records of this package and of {@code dev.taskq}, and writes the
 * answers and the {@linkplain dev.taskq.server.call.Problem problems} in its own form.
 */
@NullMarked
package dev.taskq.server.call;

import org.jspecify.annotations.NullMarked;
