package dev.taskq.server.call;

import dev.taskq.Origin;
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
}
