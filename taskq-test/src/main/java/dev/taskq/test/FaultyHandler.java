package dev.taskq.test;

import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;

/**
 * A handler of the application, or what a test has asked for in its place. It asks for virtual threads, because an agent begins one
 * for each attempt: {@link CallerThread} runs that on the calling thread.
 *
 * @param <P> the params class
 */
final class FaultyHandler<P> implements TaskHandler<P> {
    private final TaskHandler<P> handler;
    private final Faults faults;
    private final Mishaps mishaps;

    FaultyHandler(TaskHandler<P> handler, Faults faults, Mishaps mishaps) {
        this.handler = handler;
        this.faults = faults;
        this.mishaps = mishaps;
    }

    /** Brings about what is no failure of the handler. */
    interface Mishaps {
        /** Lets the time-out of the attempt pass. */
        void timeOut(TaskContext context);

        /** Ends the session of the agent, as if it were dead. */
        void loseAgent();

        /** Cancels the task. */
        void cancel(TaskContext context);
    }

    @Override
    public TaskType<P> type() {
        return handler.type();
    }

    @Override
    public RetryPolicy retryPolicy() {
        return handler.retryPolicy();
    }

    @Override
    public Threads threads() {
        return Threads.VIRTUAL;
    }

    @Override
    public Outcome handle(TaskContext context, P params) throws Exception {
        Fault fault = faults.next(type().name()).orElse(null);
        return switch (fault) {
            case null -> call(context, params);
            case Fault.Failure(Exception failure) -> throw failure;
            case Fault.TimeOut() -> {
                mishaps.timeOut(context);
                throw new InterruptedException("the attempt timed out");
            }
            case Fault.Loss() -> callAndLose(context, params);
            case Fault.Cancel() -> {
                mishaps.cancel(context);
                yield call(context, params);
            }
        };
    }

    private Outcome call(TaskContext context, P params) throws Exception {
        return call(new HandlersTransaction(context, type()), params);
    }

    private Outcome call(HandlersTransaction attempt, P params) throws Exception {
        return attempt.after(handler.handle(attempt, params));
    }

    /** The loss of an agent takes nothing from a task that was completed in a transaction, which has committed. */
    private Outcome callAndLose(TaskContext context, P params) throws Exception {
        HandlersTransaction attempt = new HandlersTransaction(context, type());
        boolean committed = false;
        try {
            Outcome outcome = call(attempt, params);
            committed = attempt.isCompleted();
            return outcome;
        } finally {
            if (!committed) {
                mishaps.loseAgent();
            }
        }
    }
}
