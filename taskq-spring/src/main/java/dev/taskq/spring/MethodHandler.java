package dev.taskq.spring;

import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.Optional;

/**
 * The handler that a method of a bean is. Immutable.
 *
 * @param method what runs an attempt
 * @param transaction the transaction in which the task is completed, if the method is transactional
 * @param type the type, with the class that the method takes
 * @param retryPolicy when a failed attempt is retried
 * @param threads the kind of threads that it runs on
 * @param <P> the params class
 */
record MethodHandler<P>(
        HandlerMethod method,
        Optional<HandlerTransaction> transaction,
        TaskType<P> type,
        RetryPolicy retryPolicy,
        Threads threads)
        implements TaskHandler<P> {
    @Override
    public Outcome handle(TaskContext context, P params) throws Exception {
        return transaction.isPresent() ? transaction.get().run(context, params) : method.invoke(context, params);
    }
}
