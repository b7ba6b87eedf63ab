package dev.taskq.cli;

import dev.taskq.client.ProblemException;
import dev.taskq.client.TaskqClientException;
import java.util.List;

/**
 * Does the same with each task, type or agent that is named, also if it fails for one of them. A message names it if it is one of
 * several. Immutable.
 *
 * @param at the surroundings
 */
record Each(Surroundings at) {
    /** The HTTP status. */
    static final int NOT_FOUND = 404;

    /** What is done with one of them. */
    @FunctionalInterface
    interface Step<T> {
        /** Does it, and returns the exit code. */
        int with(T one) throws InterruptedException;
    }

    /** The same for tasks. One that there is not is said in the same words by all commands. */
    int tasks(List<Long> ids, Step<Long> step) throws InterruptedException {
        return run(ids, id -> {
            try {
                return step.with(id);
            } catch (ProblemException e) {
                if (saysNone(e)) {
                    return noTask(id);
                }
                throw e;
            }
        });
    }

    /** Whether the API says so. Another server at the address has no problem document. */
    static boolean saysNone(ProblemException e) {
        return e.status() == NOT_FOUND && !e.title().isEmpty();
    }

    /** Says on the standard error that there is no such task, and returns the exit code. */
    int noTask(long id) {
        return tell(ExitCodes.NOT_FOUND, "there is no task " + id, "What is past its retention is deleted.");
    }

    /** Says on the standard error what cannot be done, and returns the exit code. */
    int tell(int exitCode, String message, String advice) {
        at.out().flush();
        return Failures.tell(new ComplaintException(exitCode, message, advice), at.err());
    }

    /** Does it with all of them, and returns the first exit code that is not 0. What cannot be written is said once. */
    <T> int run(List<T> named, Step<T> step) throws InterruptedException {
        int code = ExitCodes.OK;
        boolean isWritten = true;
        for (T each : named) {
            int one;
            try {
                one = step.with(each);
            } catch (OutputFailedException e) {
                one = isWritten ? Failures.tell(e, at.err()) : ExitCodes.FAILED;
                isWritten = false;
            } catch (TaskqClientException e) {
                at.out().flush();
                one = Failures.tell(named.size() > 1 ? each + ": " : "", e, at.err());
            }
            code = code == ExitCodes.OK ? one : code;
        }
        return code;
    }
}
