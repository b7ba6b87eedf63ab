package dev.taskq;

import java.time.Duration;

/**
 * A handler from a function, made by {@link TaskHandler#of}. Immutable; {@code with…} methods give changed copies.
 *
 * @param <P> the params class
 */
public final class FunctionHandler<P> implements TaskHandler<P> {
    private final TaskType<P> type;
    private final Body<P> body;
    private final RetryPolicy retryPolicy;
    private final Threads threads;

    FunctionHandler(TaskType<P> type, Body<P> body, RetryPolicy retryPolicy, Threads threads) {
        this.type = type;
        this.body = body;
        this.retryPolicy = retryPolicy;
        this.threads = threads;
    }

    /**
     * This handler with another retry policy.
     *
     * @param policy when a failed attempt is tried again
     * @return the new handler
     */
    public FunctionHandler<P> withRetryPolicy(RetryPolicy policy) {
        return new FunctionHandler<>(type, body, policy, threads);
    }

    /**
     * This handler on threads of another kind.
     *
     * @param kind platform or virtual
     * @return the new handler
     */
    public FunctionHandler<P> withThreads(Threads kind) {
        return new FunctionHandler<>(type, body, retryPolicy, kind);
    }

    /**
     * This handler with another time-out, for tasks that were submitted without one.
     *
     * @param longest the longest that an attempt may run, 1 ms to 7 days
     * @return the new handler
     */
    public FunctionHandler<P> withTimeout(Duration longest) {
        return new FunctionHandler<>(type.withTimeout(longest), body, retryPolicy, threads);
    }

    /**
     * This handler with another bound on failures, for tasks that were submitted without one.
     *
     * @param failures 1 to 1,000
     * @return the new handler
     */
    public FunctionHandler<P> withMaxAttempts(int failures) {
        return new FunctionHandler<>(type.withMaxAttempts(failures), body, retryPolicy, threads);
    }

    @Override
    public TaskType<P> type() {
        return type;
    }

    @Override
    public Outcome handle(TaskContext context, P params) throws Exception {
        return body.handle(context, params);
    }

    @Override
    public RetryPolicy retryPolicy() {
        return retryPolicy;
    }

    @Override
    public Threads threads() {
        return threads;
    }
}
