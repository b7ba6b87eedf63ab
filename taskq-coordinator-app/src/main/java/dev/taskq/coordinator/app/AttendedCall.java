package dev.taskq.coordinator.app;

import dev.taskq.CallDeadline;
import dev.taskq.StoreUnavailableException;
import dev.taskq.app.http.Attendance;
import java.time.Duration;
import java.util.function.Function;

/**
 * A call about tasks while its caller waits: it is given up, before the store begins it, when its caller has closed the connection
 * or its time is over. Of one thread.
 */
final class AttendedCall {
    private final Call call;
    private final RequestTimeout timeout;

    /**
     * Reads how long the caller waits.
     *
     * @throws ProblemException if the header that says so is not as it must be
     */
    AttendedCall(Call call) {
        this.call = call;
        this.timeout = RequestTimeout.of(call.request());
    }

    /**
     * Makes the call.
     *
     * @param <T> what it gives
     * @param work the call, for a caller of that patience
     * @return what it gives
     * @throws ProblemException if it was given up, surely without a change
     */
    <T> T answer(Function<CallDeadline, T> work) {
        CallDeadline deadline = timeout.after(call.age());
        try {
            return Attendance.attended(deadline::leave, () -> work.apply(deadline));
        } catch (StoreUnavailableException e) {
            if (deadline.hasLeft()) {
                throw new ProblemException(Problem.busy("its caller closed the connection while the call waited"));
            }
            if (timeout.isOver(call.age())) {
                throw new ProblemException(Problem.busy("the time that the header Request-Timeout gives is over"));
            }
            throw e;
        }
    }

    /** A time, or what is left of the caller's where that is less. */
    Duration atMost(Duration longest) {
        Duration left = timeout.after(call.age()).longest();
        return left.compareTo(longest) < 0 ? left : longest;
    }
}
