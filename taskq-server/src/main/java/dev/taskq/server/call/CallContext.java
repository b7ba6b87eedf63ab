package dev.taskq.server.call;

import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import java.time.Duration;
import java.util.Optional;

/**
 * What every call has beside its request. Immutable.
 *
 * @param caller its caller, whose token was checked
 * @param correlationId its id in the logs
 * @param traceparent its position in a trace, in W3C's form
 * @param timeout how long its caller waits for the answer, counted from its begin; empty for any time
 * @param begun its begin, on the clock of {@link System#nanoTime}
 * @param presence tells whether its caller is still there
 */
public record CallContext(
        Caller caller,
        String correlationId,
        String traceparent,
        Optional<Duration> timeout,
        long begun,
        Presence presence) {
    /** The time since its begin. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /**
     * The origin of what it submits.
     *
     * @return the caller's name and the ids of the logs
     */
    public Origin origin() {
        return new Origin(caller.name(), correlationId, Optional.of(traceparent));
    }

    /** Refuses the call if its token lacks a scope. */
    void require(Scope scope) {
        if (!caller.may(scope)) {
            throw new ProblemException(Problem.forbidden(scope));
        }
    }

    /** Refuses the call if its token has neither a scope nor the scope {@link Scope#OWN}. */
    void requireWithOwn(Scope scope) {
        if (!caller.mayWithOwn(scope)) {
            throw new ProblemException(Problem.forbidden(scope));
        }
    }

    /**
     * Whether the call may be about what a caller made: its token has the scope, or it is of that caller itself.
     *
     * @param scope the scope that the call needs if it is about any
     * @param maker the caller that made it
     */
    boolean isOwn(Scope scope, String maker) {
        return caller.may(scope) || maker.equals(caller.name());
    }

    /**
     * Refuses the call if it is about a task of another caller, and its token lacks the scope for it. The task does not
     * exist for a caller that may not read it.
     *
     * @param scope the scope that the call needs if it is about any task
     */
    void requireOwn(Scope scope, Task task) {
        if (!isOwn(scope, task.origin().caller())) {
            throw new ProblemException(caller.may(Scope.READ) ? Problem.forbidden(scope) : Problem.noSuchTask());
        }
    }
}
