package dev.taskq.server.call;

import dev.taskq.BacklogFullException;
import dev.taskq.ForeignScheduleException;
import dev.taskq.KeyConflictException;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.TaskqException;
import dev.taskq.TooManyListenersException;
import dev.taskq.TooManyOperationsException;
import dev.taskq.TooManySchedulesException;
import dev.taskq.server.Scope;
import java.util.List;
import java.util.Optional;

/** Maps the coordinator's exceptions to problems. */
public final class Problems {
    private Problems() {}

    /**
     * The problem of an exception.
     *
     * @return the problem; empty for an exception that should not occur
     */
    public static Optional<Problem> of(TaskqException e) {
        if (e instanceof TaskRejectedException rejected) {
            return Optional.of(Problem.rejected(rejected.violations()));
        }
        if (e instanceof BacklogFullException full) {
            return Optional.of(Problem.backlogFull(full.type(), full.limit(), full.retryAfter()));
        }
        if (e instanceof TooManyOperationsException tooMany) {
            return Optional.of(Problem.tooManyOperations(tooMany.limit(), tooMany.isOfCaller()));
        }
        if (e instanceof TooManySchedulesException tooMany) {
            return Optional.of(Problem.tooManySchedules(tooMany.limit(), tooMany.isOfCaller()));
        }
        if (e instanceof ForeignScheduleException) {
            return Optional.of(Problem.forbidden(Scope.ADMIN));
        }
        if (e instanceof KeyConflictException) {
            return Optional.of(Problem.keyConflict(List.of()));
        }
        if (e instanceof TooManyListenersException) {
            return Optional.of(Problem.busy("too many callers follow tasks"));
        }
        if (e instanceof StoreUnavailableException) {
            return Optional.of(Problem.notAccepted());
        }
        if (e instanceof OutcomeUnknownException) {
            return Optional.of(Problem.outcomeUnknown());
        }
        if (e instanceof StoreRefusedException) {
            return Optional.of(Problem.rejected(List.of(new Violation("", "the database refused the data"))));
        }
        return Optional.empty();
    }

    /** Lists the tasks of a batch with a key that was used before. */
    static Problem ofBatch(KeyConflictException e) {
        return Problem.keyConflict(e.places().stream()
                .map(place ->
                        new Violation("/tasks/" + place + "/idempotency_key", "was used before with another task"))
                .toList());
    }
}
