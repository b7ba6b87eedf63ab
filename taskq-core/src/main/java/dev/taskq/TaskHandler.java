package dev.taskq;

/**
 * Runs tasks of one type. Given to an agent in code, or found by {@link java.util.ServiceLoader} on its class path.
 *
 * <p>A handler is called from many threads at once and must be safe for that. Execution is <em>at least once</em>: after
 * a crash a task runs again, so side effects are made idempotent with {@link TaskContext#key()}. A handler is
 * interrupted at its time-out, on a cancel, when its agent has lost the task, and when the agent's grace time is over;
 * one that ignores the interruption holds a thread until it returns.
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
     * @return what came of it
     * @throws Exception any failure: the attempt failed and is tried again by {@link #retryPolicy()}
     */
    Outcome handle(TaskContext context, P params) throws Exception;

    /**
     * When a failed attempt is tried again.
     *
     * @return the policy; exponential by default
     */
    default RetryPolicy retryPolicy() {
        return RetryPolicy.exponential();
    }

    /**
     * On which threads it runs.
     *
     * @return platform threads by default; virtual ones suit handlers that mostly wait
     */
    default Threads threads() {
        return Threads.PLATFORM;
    }

    /** The kind of thread a handler runs on. */
    enum Threads {
        /** A pool of platform threads, at most as many as the agent has slots. */
        PLATFORM,
        /** A virtual thread for each attempt: for handlers that wait, thousands at a time. */
        VIRTUAL
    }

    /**
     * A handler from a function. The handler that it returns can be given a retry policy, a kind of threads, a time-out and a
     * bound on failures.
     *
     * @param type the type it serves
     * @param body what runs
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
         * @return what came of it
         * @throws Exception any failure
         */
        Outcome handle(TaskContext context, P params) throws Exception;
    }
}
