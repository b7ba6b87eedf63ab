package dev.taskq.server.grpc;

import dev.taskq.TaskqException;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.call.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The problems of failed calls. */
final class GrpcProblems {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcProblems.class);

    private GrpcProblems() {}

    static Problem of(RuntimeException e) {
        if (e instanceof ProblemException known) {
            return known.problem();
        }
        if (e instanceof TaskqException known) {
            return Problems.of(known).orElseGet(() -> unforeseen(e));
        }
        return unforeseen(e);
    }

    static Problem tooLarge(int mostBytes) {
        return Problem.of(ProblemKind.TOO_LARGE, "the request must be at most " + mostBytes + " bytes");
    }

    private static Problem unforeseen(RuntimeException e) {
        LOG.error("a call failed unexpectedly", e);
        return Problem.internal();
    }
}
