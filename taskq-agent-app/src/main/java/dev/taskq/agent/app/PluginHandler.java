package dev.taskq.agent.app;

import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;

/**
 * A plugin's handler. It runs with the plugin's class loader as the context class loader of its thread, so that libraries
 * find the plugin's own services and resources.
 *
 * @param handler the handler
 * @param loader the plugin's class loader
 * @param <P> the params class
 */
record PluginHandler<P>(TaskHandler<P> handler, ClassLoader loader) implements TaskHandler<P> {
    @Override
    public TaskType<P> type() {
        return handler.type();
    }

    @Override
    public Outcome handle(TaskContext context, P params) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return handler.handle(context, params);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public RetryPolicy retryPolicy() {
        return handler.retryPolicy();
    }

    @Override
    public Threads threads() {
        return handler.threads();
    }
}
