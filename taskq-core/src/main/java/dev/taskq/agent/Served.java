package dev.taskq.agent;

import dev.taskq.TaskHandler;
import dev.taskq.TaskHandler.Threads;
import dev.taskq.TaskType;

/**
 * A handler with what it said of itself when the agent was made: it is not asked again. An answer may throw, and the threads that
 * would ask are the agent's own. Immutable.
 *
 * @param threads on what it runs
 */
record Served<P>(TaskHandler<P> handler, TaskType<P> type, Threads threads) {
    static <P> Served<P> of(TaskHandler<P> handler) {
        TaskType<P> type = handler.type();
        Threads threads = handler.threads();
        if (type == null || threads == null) {
            throw new IllegalArgumentException("a handler must name its type and its threads: "
                    + handler.getClass().getName());
        }
        return new Served<>(handler, type, threads);
    }
}
