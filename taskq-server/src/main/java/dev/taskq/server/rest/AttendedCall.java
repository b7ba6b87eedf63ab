package dev.taskq.server.rest;

import dev.taskq.CallDeadline;
import dev.taskq.StoreUnavailableException;
import dev.taskq.server.http.Attendance;
import java.time.Duration;
import java.util.function.Function;

/**
 * A call about tasks that is given up before the store begins it if its caller has closed the connection or the
 * caller's time-out has passed. Used by one thread.
 */
final class AttendedCall {
    private final Call call;
    private final RequestTimeout timeout;

    /**
     * Reads the caller's time-out.
     *
     * @throws ProblemException if the header is not valid
     */
    AttendedCall(Call call) {
        this.call = call;
        this.timeout = RequestTimeout.of(call.request());
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
        CallDeadline deadline = timeout.after(call.age());
        try {
            return Attendance.attended(deadline::leave, () -> work.apply(deadline));
        } catch (StoreUnavailableException e) {
            if (deadline.hasLeft()) {
                throw new ProblemException(Problem.busy("the caller closed the connection while the call waited"));
            }
            if (timeout.isOver(call.age())) {
                throw new ProblemException(Problem.busy("the time-out of the header Request-Timeout has passed"));
            }
            throw e;
        }
    }

    /** The given time, or the rest of the caller's time-out if that is shorter. */
    Duration atMost(Duration longest) {
        Duration left = timeout.after(call.age()).longest();
        return left.compareTo(longest) < 0 ? left : longest;
    }
}
