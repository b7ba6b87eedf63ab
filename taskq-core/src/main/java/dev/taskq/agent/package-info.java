/**
 * The agent: claims tasks, runs their handlers, reports what came of them. Start with {@link dev.taskq.agent.Agent}.
 */
@NullMarked
package dev.taskq.agent;

import org.jspecify.annotations.NullMarked;
