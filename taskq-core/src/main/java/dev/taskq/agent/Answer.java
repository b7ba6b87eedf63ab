package dev.taskq.agent;

import dev.taskq.Outcome;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import java.util.Optional;

/**
 * What a handler answered. Its result is text already: the result is a stranger's object, whose methods may throw or hang, so it
 * is mapped while the time-out of the attempt still holds. Immutable.
 *
 * @param result JSON, as text; empty without a result
 */
record Answer(Outcome outcome, Optional<String> result) {
    static Answer of(Outcome outcome, TaskType<?> type) throws Exception {
        if (!(outcome instanceof Outcome.Done(Optional<Object> result)) || result.isEmpty()) {
            return new Answer(outcome, Optional.empty());
        }
        try {
            return new Answer(outcome, Optional.of(type.writeResult(result.get())));
        } catch (TaskRejectedException e) {
            String reason = e.violations().get(0).detail();
            return new Answer(Outcome.giveUp("the result cannot be stored: " + reason), Optional.empty());
        }
    }
}
