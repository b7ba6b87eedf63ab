package dev.taskq.cli;

import dev.taskq.client.TaskqClientException;
import java.util.List;

/**
 * Does the same with each task that is named, also if it fails for one of them. Immutable.
 *
 * @param at the surroundings
 */
record EachTask(Surroundings at) {
    /** What is done with one task. */
    @FunctionalInterface
    interface Step {
        /** Does it, and returns the exit code. */
        int with(long id) throws InterruptedException;
    }

    /** Does it with all of them, and returns the first exit code that is not 0. What cannot be written is said once. */
    int run(List<Long> ids, Step step) throws InterruptedException {
        int code = ExitCodes.OK;
        boolean isWritten = true;
        for (long id : ids) {
            int one;
            try {
                one = step.with(id);
            } catch (OutputFailedException e) {
                one = isWritten ? Failures.tell(e, at.err()) : ExitCodes.FAILED;
                isWritten = false;
            } catch (TaskqClientException e) {
                at.out().flush();
                one = Failures.tell(e, at.err());
            }
            code = code == ExitCodes.OK ? one : code;
        }
        return code;
    }
}
