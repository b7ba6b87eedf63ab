package dev.taskq.server.call;

import dev.taskq.CallDeadline;
import dev.taskq.StoreUnavailableException;
import java.time.Duration;
import java.util.function.Function;

/**
 * A call about tasks that is given up before the store begins it if its caller has left or the caller's time-out has
 * passed. Used by one thread.
 */
final class AttendedCall {
    private final CallContext context;

    AttendedCall(CallContext context) {
        this.context = context;
    }

    /**
     * Makes the call.
     *
     * @param <T> the class of the call's result
     * @param work the call, which takes the caller's deadline
     * @return the call's result
     * @throws ProblemException if the call was given up, in which case nothing was changed
     */
    <T> T answer(Function<CallDeadline, T> work) {
        CallDeadline deadline =
                context.timeout().map(timeout -> CallDeadline.of(rest(timeout))).orElseGet(CallDeadline::unbounded);
        try {
            return context.presence().during(deadline::leave, () -> work.apply(deadline));
        } catch (StoreUnavailableException e) {
            if (deadline.hasLeft()) {
                throw new ProblemException(Problem.busy("the caller closed the connection while the call waited"));
            }
            if (context.timeout().filter(timeout -> rest(timeout).isZero()).isPresent()) {
                throw new ProblemException(Problem.busy("the caller's time-out has passed"));
            }
            throw e;
        }
    }

    /** The given time, or the rest of the caller's time-out if that is shorter. */
    Duration atMost(Duration longest) {
        return context.timeout()
                .map(this::rest)
                .filter(rest -> rest.compareTo(longest) < 0)
                .orElse(longest);
    }

    private Duration rest(Duration timeout) {
        Duration age = context.age();
        return age.compareTo(timeout) < 0 ? timeout.minus(age) : Duration.ZERO;
    }
}
