package dev.taskq;

/**
 * Runs tasks of one type. Passed to an agent in code, or found by {@link java.util.ServiceLoader} on its class path.
 *
 * A handler is called by many threads at once and must be thread-safe. Execution is <em>at least once</em>: after a
 * crash a task runs again, so side effects must be made idempotent with {@link TaskContext#key()}. A handler is
 * interrupted at its time-out, on a cancel, when its agent has lost the task, and at the end of the agent's grace time.
 * A handler that ignores the interruption occupies a thread until it returns.
 *
 * @param <P> the params class
 */
public interface TaskHandler<P> {
    /**
     * The type it serves.
     *
     * @return the type, always the same
     */
    TaskType<P> type();

    /**
     * Runs one attempt.
     *
     * @param context the attempt
     * @param params the task's params
     * @return the outcome
     * @throws Exception any failure: the attempt failed and is retried according to {@link #retryPolicy()}
     */
    Outcome handle(TaskContext context, P params) throws Exception;

    /**
     * Decides when a failed attempt is retried.
     *
     * @return the policy; exponential by default
     */
    default RetryPolicy retryPolicy() {
        return RetryPolicy.exponential();
    }

    /**
     * The kind of threads that run the handler.
     *
     * @return platform threads by default; virtual ones suit handlers that mostly wait
     */
    default Threads threads() {
        return Threads.PLATFORM;
    }

    /** The kind of thread a handler runs on. */
    enum Threads {
        /** A pool of platform threads, limited to the agent's slots. */
        PLATFORM,
        /** A virtual thread for each attempt: for handlers that mostly wait, thousands at a time. */
        VIRTUAL
    }

    /**
     * A handler from a function. The handler that it returns can be given a retry policy, a kind of threads, a time-out and a
     * bound on failures.
     *
     * @param type the type it serves
     * @param body the function
     * @param <P> the params class
     * @return the handler
     */
    static <P> FunctionHandler<P> of(TaskType<P> type, Body<P> body) {
        return new FunctionHandler<>(type, body, RetryPolicy.exponential(), Threads.PLATFORM);
    }

    /**
     * The function of a handler.
     *
     * @param <P> the params class
     */
    @FunctionalInterface
    interface Body<P> {
        /**
         * Runs one attempt, as {@link TaskHandler#handle}.
         *
         * @param context the attempt
         * @param params the task's params
         * @return the outcome
         * @throws Exception any failure
         */
        Outcome handle(TaskContext context, P params) throws Exception;
    }
}
