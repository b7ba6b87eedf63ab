package dev.taskq.coordinator.app;

import dev.taskq.CallDeadline;
import dev.taskq.StoreUnavailableException;
import dev.taskq.app.http.Attendance;
import java.util.function.Function;

/**
 * A submit while its caller waits: it is given up, before it is written, when its caller has closed the connection or its time
 * is over. Of one thread.
 */
final class SubmitCall {
    private final Call call;
    private final RequestTimeout timeout;

    /**
     * Reads how long the caller waits.
     *
     * @throws ProblemException if the header that says so is not as it must be
     */
    SubmitCall(Call call) {
        this.call = call;
        this.timeout = RequestTimeout.of(call.request());
    }

    /**
     * Submits.
     *
     * @param <T> what the submit gives
     * @param submit the submit, for a caller of that patience
     * @return what the submit gives
     * @throws ProblemException if it was given up, surely not written
     */
    <T> T answer(Function<CallDeadline, T> submit) {
        CallDeadline deadline = timeout.after(call.age());
        try {
            return Attendance.attended(deadline::leave, () -> submit.apply(deadline));
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
}
