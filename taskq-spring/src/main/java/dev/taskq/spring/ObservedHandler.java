package dev.taskq.spring;

import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import io.micrometer.observation.ObservationRegistry;

/**
 * A handler whose attempts are observed. Immutable.
 *
 * @param handler what is observed
 * @param type its type, asked for once
 * @param observations where
 * @param <P> the params class
 */
record ObservedHandler<P>(TaskHandler<P> handler, TaskType<P> type, ObservationRegistry observations)
        implements TaskHandler<P> {
    static <P> TaskHandler<P> of(TaskHandler<P> handler, ObservationRegistry observations) {
        return observations.isNoop() ? handler : new ObservedHandler<>(handler, handler.type(), observations);
    }

    @Override
    public Outcome handle(TaskContext context, P params) throws Exception {
        return TaskObservations.run(observations, type.name(), context)
                .observeChecked(() -> handler.handle(context, params));
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
