package dev.taskq.server.rest;

import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the ids in paths. */
final class Ids {
    private static final Logger LOG = LoggerFactory.getLogger(Ids.class);
    private static final int MOST_DIGITS = 19;

    private Ids() {}

    /**
     * The id of a task in a path. An id outside the valid range names nothing, like a valid id of nothing.
     */
    static long ofTask(Call call) {
        return in(call, "task", ":cancel, :retry and :explain, and the method DELETE deletes it");
    }

    /** The id of an operation in a path. */
    static long ofOperation(Call call) {
        return in(call, "operation", ":cancel");
    }

    /** The session of an agent in a path. */
    static long ofAgent(Call call) {
        return in(call, "agent", ":drain");
    }

    private static long in(Call call, String what, String actions) {
        String text = call.request().path().pathParameters().get("id");
        boolean digits =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        try {
            long id = digits ? Long.parseLong(text) : 0;
            if (id > 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            LOG.debug("an id beyond the range of one");
        }
        throw new ProblemException(Problem.notFound(
                text.contains(":")
                        ? "there is no such action: one " + what + " has " + actions
                        : "there is no such " + what + ": an id is a whole number from 1 to " + Long.MAX_VALUE));
    }
}
